package io.workstatus.agent.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.UploadQueue;
import io.workstatus.agent.api.status.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureTest {

    private static final String NO_BLUR = "the policy says blurred, and nothing that blurs is running";

    private final FakeServices services = new FakeServices();
    private final FakeTime time = FakeTime.running();
    private final TickBook book = new TickBook(time);
    private final FakePermit permit = new FakePermit(System.nanoTime());
    private final CaptureCheck check = new CaptureCheck();
    private final List<Map<String, ?>> taken = new CopyOnWriteArrayList<>();
    private final List<Map<String, ?>> skipped = new CopyOnWriteArrayList<>();
    private final Journal journal = (type, data) -> ("screenshot.taken".equals(type) ? taken : skipped).add(data);
    private final List<Artifact> offered = new CopyOnWriteArrayList<>();
    private final UploadQueue queue = offered::add;
    private final BlurringFilter blur = frame -> new BlurredFrame(1, 1, new int[1], "unreadable");
    private volatile Grabber grabber = () -> new RawFrame(8, 4, new int[32], 1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean declared = true;
    private @Nullable Capture capture;

    @AfterEach
    void stop() throws Exception {
        if (capture != null) {
            capture.deactivate();
        }
    }

    @Test
    void theFirstTickComesAtOnceAndIsJournaled() {
        start(Map.of("intervalSeconds", 3600.0), blur, queue);

        await().until(() -> taken.size() == 1);

        Artifact artifact = offered.get(0);
        assertThat(taken.get(0))
                .isEqualTo(Map.of(
                        "user",
                        "ada",
                        "id",
                        artifact.id(),
                        "key",
                        artifact.key(),
                        "width",
                        1,
                        "height",
                        1,
                        "bytes",
                        artifact.content().length,
                        "blurred",
                        true));
        assertThat(services.history).isEmpty();
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.OK);
        assertThat(check.execute().toString()).contains("grab").contains("offer");
    }

    @Test
    void aScreenshotIsUnderWayForThePermitUntilItWasTold() {
        List<Integer> underWay = new CopyOnWriteArrayList<>();
        grabber = () -> {
            underWay.add(permit.underWay.get());
            return new RawFrame(8, 4, new int[32], 1);
        };
        UploadQueue counting = artifact -> underWay.add(permit.underWay.get());
        Journal telling = (type, data) -> underWay.add(permit.underWay.get());

        start(Map.of("intervalSeconds", 3600.0), blur, counting, telling);

        await().until(() -> underWay.size() == 3 && permit.underWay.get() == 0);
        assertThat(underWay).containsExactly(1, 1, 1);
    }

    @Test
    void nothingIsGrabbedUnderSettingsThatWereNotDeclaredAndTheTickIsTakenOnceTheyAre() {
        declared = false;
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        await().until(() -> asked.get() > 3);
        assertThat(offered).isEmpty();

        declared = true;

        await().until(() -> offered.size() == 1);
    }

    @Test
    void aRestartWithinTheIntervalTakesNoTickOfItsOwn() throws Exception {
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        await().until(() -> taken.size() == 1);
        capture.deactivate();

        start(Map.of("intervalSeconds", 0.25), blur, queue);
        await().until(() -> taken.size() >= 3);
        int count = taken.size();
        long multiples = (time.nanoTime() - permit.session().sinceNanos()) / 250_000_000L + 1;

        assertThat(count).isLessThanOrEqualTo((int) multiples);
    }

    @Test
    void aPermitThatIsGoneAlreadyBeginsNoRhythm() throws Exception {
        permit.valid = false;
        start(Map.of("intervalSeconds", 0.25), blur, queue);
        capture.deactivate();
        assertThat(asked).hasValue(0);

        permit.valid = true;
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        await().until(() -> taken.size() == 1);
    }

    @Test
    void withoutABlurNothingIsOfferedAndTheReasonIsJournaledOnce() {
        start(Map.of("intervalSeconds", 0.25), null, queue);

        await().until(this::waiting, List.of(NO_BLUR)::equals);
        await().until(() -> skipped.size() == 1);
        await().until(() -> time.nanoTime() - permit.session().sinceNanos() > 800_000_000L);

        assertThat(offered).isEmpty();
        assertThat(skipped).containsExactly(Map.of("why", NO_BLUR));
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void aBlurThatGoesIsWaitedForAtOnceAndTheNextTickAfterItsReturnIsTaken() {
        start(Map.of("intervalSeconds", 0.25), blur, queue);
        await().until(() -> !taken.isEmpty());

        capture.unbindBlur(blur);
        await().until(this::waiting, List.of(NO_BLUR)::equals);
        await().until(() -> !skipped.isEmpty());
        int before = offered.size();

        capture.bindBlur(blur);
        await().until(() -> waiting().isEmpty());
        await().until(() -> offered.size() > before);
    }

    @Test
    void aBlurThatIsReplacedIsNotMissed() {
        start(Map.of("intervalSeconds", 3600.0), blur, queue);

        BlurringFilter better = frame -> new BlurredFrame(1, 1, new int[1], "solid");
        capture.bindBlur(better);
        capture.unbindBlur(blur);

        assertThat(services.history).isEmpty();
    }

    @Test
    void anUnchangedScreenIsStoredOnceMoreWhenItIsBlurredOtherwise() {
        start(Map.of("intervalSeconds", 0.25, "unchanged", "skip"), blur, queue);
        await().until(() -> offered.size() == 1);
        long begun = time.nanoTime();
        await().until(() -> time.nanoTime() - begun > 600_000_000L);
        assertThat(offered).as("unchanged").hasSize(1);

        capture.updatedBlur(blur);
        await().until(() -> offered.size() == 2);
        capture.bindBlur(frame -> new BlurredFrame(1, 1, new int[1], "solid"));
        await().until(() -> offered.size() == 3);
    }

    @Test
    void withoutTheQueueTheReasonIsShown() {
        start(Map.of("intervalSeconds", 3600.0), blur, null);

        await().until(() -> waiting().size() == 1 && waiting().get(0).contains("upload queue"));
        capture.bindQueue(queue);
        await().until(() -> waiting().isEmpty());
    }

    @Test
    void aFailureIsShownUntilTheNextSuccess() {
        Grabber good = grabber;
        grabber = () -> {
            throw new IllegalStateException("the server grabbed itself");
        };
        start(Map.of("intervalSeconds", 0.25), blur, queue);
        await().until(() -> !waiting().isEmpty());
        assertThat(waiting()).singleElement().asString().contains("could not be grabbed");

        grabber = good;

        await().until(() -> !taken.isEmpty());
        await().until(() -> waiting().isEmpty());
        assertThat(skipped).hasSize(1);
    }

    @Test
    void aDesktopThatIsBrokenForGoodIsTriedOnceAndShown() {
        List<Long> attempts = new CopyOnWriteArrayList<>();
        grabber = () -> {
            attempts.add(time.nanoTime());
            throw new UnusableDesktopException(new NoClassDefFoundError("sun.awt.X11GraphicsEnvironment"));
        };
        start(Map.of("intervalSeconds", 0.25), blur, queue);

        await().until(() -> !waiting().isEmpty());
        await().until(() -> time.nanoTime() - attempts.get(0) > 700_000_000L);

        assertThat(attempts).hasSize(1);
        assertThat(waiting()).singleElement().asString().contains("restart the agent");
    }

    @Test
    void aWrongSettingRecordsNothingAndIsShown() {
        start(Map.of("intervalSeconds", "soon"), blur, queue);

        assertThat(waiting())
                .singleElement()
                .asString()
                .contains("intervalSeconds")
                .contains("'soon'")
                .contains("0.25 to 86400");
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
        await().during(Duration.ofMillis(600)).until(offered::isEmpty);
    }

    @Test
    void switchedOffIsNoReasonToWait() {
        start(Map.of("enabled", false, "intervalSeconds", 0.25), blur, queue);
        capture.unbindBlur(blur);

        assertThat(waiting()).isEmpty();
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.OK);
        capture.bindBlur(blur);
        await().during(Duration.ofMillis(600)).until(offered::isEmpty);
    }

    @Test
    void aGrabThatIsUnderWayAtTheEndIsDroppedAndItsTickGivenBack() throws Exception {
        CountDownLatch grabbing = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Grabber good = grabber;
        grabber = () -> {
            grabbing.countDown();
            awaitUninterrupted(ended);
            return good.grab();
        };
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        grabbing.await(10, TimeUnit.SECONDS);

        Thread stopper = new Thread(this::deactivate);
        stopper.start();
        await().until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        ended.countDown();
        stopper.join();

        assertThat(offered).isEmpty();
        grabber = good;
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        await().until(() -> offered.size() == 1);
    }

    @Test
    void aGrabThatHangsDoesNotHoldUpTheEnd() throws Exception {
        CountDownLatch grabbing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        grabber = () -> {
            grabbing.countDown();
            awaitUninterrupted(released);
            return new RawFrame(1, 1, new int[1], 1);
        };
        start(Map.of("intervalSeconds", 3600.0), blur, queue);
        grabbing.await(10, TimeUnit.SECONDS);

        long before = System.nanoTime();
        capture.deactivate();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        released.countDown();

        assertThat(millis).isLessThan(2000);
        assertThat(offered).isEmpty();
    }

    @Test
    void nothingStaysBehindAtTheEnd() throws Exception {
        start(Map.of("intervalSeconds", 0.25), null, queue);
        await().until(() -> !waiting().isEmpty());

        capture.deactivate();

        assertThat(waiting()).isEmpty();
        assertThat(check.execute().toString()).contains("not recording now");
    }

    private void start(Map<String, Object> properties, @Nullable BlurringFilter blurring, @Nullable UploadQueue to) {
        start(properties, blurring, to, journal);
    }

    private void start(
            Map<String, Object> properties, @Nullable BlurringFilter blurring, @Nullable UploadQueue to, Journal told) {
        capture = new Capture(
                services.context(),
                properties,
                permit,
                time,
                told,
                book,
                check,
                settings -> {
                    asked.incrementAndGet();
                    return declared;
                },
                () -> grabber.grab());
        capture.bindEncoder(FakeServices.reference(0), new JpegEncoder());
        if (blurring != null) {
            capture.bindBlur(blurring);
        }
        if (to != null) {
            capture.bindQueue(to);
        }
        capture.start();
    }

    private void deactivate() {
        try {
            requireNonNull(capture).deactivate();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> waiting() {
        return services.of(Waiting.class).stream().map(Waiting::reason).toList();
    }
}
