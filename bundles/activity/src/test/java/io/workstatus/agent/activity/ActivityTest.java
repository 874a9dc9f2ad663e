package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.status.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityTest {

    @TempDir
    Path root;

    private final FakeTime time = new FakeTime();
    private final Fakes.FakePermit permit = new Fakes.FakePermit("ada");
    private final ActivityCheck check = new ActivityCheck();
    private final FakeHook hook = new FakeHook();
    private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
    private SampleFolder folder;
    private @Nullable Activity activity;

    @BeforeEach
    void start() throws IOException {
        folder = new SampleFolder(root);
        folder.start(time.now());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (activity != null) {
            activity.deactivate();
        }
    }

    @Test
    void itSubscribesWhenItComesAndEndsTheSubscriptionBeforeItHasGone() throws Exception {
        Activity counting = started(Map.of());
        await().until(() -> hook.counter != null);
        counting.deactivate();
        activity = null;
        assertThat(hook.counter).isNull();
    }

    @Test
    void whatWasCountedIsKeptWhenItGoes() throws Exception {
        Activity counting = started(Map.of());
        InputCounter counter = await().until(() -> hook.counter, found -> found != null);
        counter.nativeKeyReleased(Fakes.key());
        time.pass(Duration.ofSeconds(2));
        counting.deactivate();
        activity = null;
        counter.nativeKeyReleased(Fakes.key());
        assertThat(read()).extracting(sample -> sample.counts().keys()).containsExactly(1L);
    }

    @Test
    void whatIsInTheWayIsSaid() {
        hook.obstacle = "the system lacks libXt.so.6; install with: sudo apt-get install libxt6";
        started(Map.of());
        await().until(() -> !waiting.isEmpty());
        assertThat(waiting.get(0).reason()).contains("libxt6");
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void onceItIsOutOfTheWayCountingBegins() {
        hook.obstacle = "no display at :99";
        started(Map.of());
        await().until(() -> !waiting.isEmpty());
        hook.obstacle = null;
        await().atMost(Duration.ofSeconds(30)).until(() -> hook.counter != null && waiting.isEmpty());
    }

    @Test
    void switchedOffItSubscribesToNothing() throws Exception {
        Activity off = started(Map.of("enabled", false));
        off.deactivate();
        activity = null;
        assertThat(hook.opened).isZero();
        assertThat(read()).isEmpty();
    }

    @Test
    void whatWasNotDeclaredIsNotCounted() throws Exception {
        Activity undeclared = started(Map.of(), false);
        undeclared.deactivate();
        activity = null;
        assertThat(hook.opened).isZero();
    }

    @Test
    void aPermitThatIsGoneAlreadySubscribesToNothing() throws Exception {
        permit.valid = false;
        Activity gone = started(Map.of());
        gone.deactivate();
        activity = null;
        assertThat(hook.opened).isZero();
        assertThat(read()).isEmpty();
    }

    private Activity started(Map<String, Object> config) {
        return started(config, true);
    }

    private Activity started(Map<String, Object> config, boolean declared) {
        Activity started = new Activity(Fakes.config(config), declared, permit, folder, time, check, hook, shown -> {
            waiting.add(shown);
            return () -> waiting.remove(shown);
        });
        activity = started;
        started.start();
        return started;
    }

    private List<Sample> read() throws IOException {
        List<Sample> samples = new ArrayList<>();
        folder.read(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), samples::add);
        return samples;
    }

    private static final class FakeHook implements InputHook {

        volatile @Nullable InputCounter counter;
        volatile @Nullable String obstacle;
        volatile int opened;

        @Override
        public void open(InputCounter counting) throws UnavailableException {
            String against = obstacle;
            if (against != null) {
                throw new UnavailableException(against);
            }
            opened = 1;
            counter = counting;
        }

        @Override
        public void close() {
            counter = null;
        }
    }
}
