package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.FrameFilter;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {

    private final List<Artifact> offered = new ArrayList<>();
    private final List<Frame> encoded = new ArrayList<>();
    private int shade = 0x102030;

    private final Grabber grabber = () -> new RawFrame(2, 1, new int[] {shade, shade}, 1);
    private final BlurringFilter blur = frame -> new BlurredFrame(1, 1, new int[] {0x808080}, "unreadable");
    private final FrameEncoder encoder = new FrameEncoder() {
        @Override
        public String format() {
            return "jpeg";
        }

        @Override
        public EncodedImage encode(Frame frame, int quality) {
            encoded.add(frame);
            return new EncodedImage(new byte[quality], "image/jpeg", "jpg", frame.width(), frame.height());
        }
    };

    @Test
    void aPlainScreenshotIsOfferedAsItWasGrabbed() throws Exception {
        Tick tick = run(Map.of("blurred", false), equipment(List.of(), null, offered::add), () -> true);

        assertThat(tick).isInstanceOf(Tick.Taken.class);
        assertThat(encoded).singleElement().isInstanceOf(RawFrame.class);
        assertThat(offered).singleElement().satisfies(artifact -> {
            assertThat(artifact.attributes())
                    .containsEntry("blurred", "false")
                    .containsEntry("width", "2")
                    .containsEntry("height", "1");
            assertThat(artifact.content()).hasSize(60);
            assertThat(artifact.createdAt()).isEqualTo(FakeTime.NOW);
        });
    }

    @Test
    void whereBlurredIsAskedForOnlyABlurredFrameReachesTheEncoder() throws Exception {
        Tick tick = run(Map.of(), equipment(List.of(), blur, offered::add), () -> true);

        assertThat(tick).isInstanceOf(Tick.Taken.class);
        assertThat(encoded).singleElement().isInstanceOf(BlurredFrame.class);
        assertThat(offered)
                .singleElement()
                .extracting(Artifact::attributes)
                .isEqualTo(Map.of("width", "1", "height", "1", "blurred", "true"));
    }

    @Test
    void withoutABlurThereIsNoWayToTheEncoder() throws Exception {
        assertThat(equipment(List.of(), null, offered::add).missing(Settings.from(Map.of())))
                .hasValue("the policy says blurred, and nothing that blurs is running");
    }

    @Test
    void withoutAQueueOrAnEncoderTheReasonIsTold() throws Exception {
        Settings plain = Settings.from(Map.of("blurred", false));

        assertThat(equipment(List.of(), null, null).missing(plain).orElseThrow())
                .contains("upload queue");
        assertThat(equipment(List.of(), null, offered::add)
                        .missing(Settings.from(Map.of("blurred", false, "format", "gif")))
                        .orElseThrow())
                .contains("'gif'")
                .contains("jpeg");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aPermitThatEndsBeforeAnyOfTheChecksCostsTheFrame(int passes) throws Exception {
        List<Boolean> asked = new ArrayList<>();
        BooleanSupplier allowed = () -> {
            asked.add(true);
            return asked.size() <= passes;
        };

        Tick tick = run(Map.of("blurred", false), equipment(List.of(), null, offered::add), allowed);

        assertThat(tick).isInstanceOf(Tick.Forbidden.class);
        assertThat(offered).isEmpty();
        assertThat(asked).hasSize(passes + 1);
    }

    @Test
    void aPermitThatEndsWhileTheScreenIsGrabbedCostsTheFrame() throws Exception {
        boolean[] valid = {true};
        Grabber slow = () -> {
            valid[0] = false;
            return grabber.grab();
        };

        Tick tick = pipeline(Map.of("blurred", false), () -> valid[0], slow)
                .run(equipment(List.of(), null, offered::add).line(Settings.from(Map.of("blurred", false))));

        assertThat(tick).isInstanceOf(Tick.Forbidden.class);
        assertThat(encoded).isEmpty();
        assertThat(offered).isEmpty();
    }

    @Test
    void filtersAreAppliedInTheirOrder() throws Exception {
        FrameFilter first = frame -> new RawFrame(3, 1, new int[3], 1);
        FrameFilter second = frame -> new RawFrame(frame.width() * 2, 1, new int[frame.width() * 2], 1);

        run(Map.of("blurred", false), equipment(List.of(first, second), null, offered::add), () -> true);

        assertThat(encoded).singleElement().extracting(Frame::width).isEqualTo(6);
    }

    @Test
    void aFilterThatFailsCostsTheFrame() throws Exception {
        FrameFilter broken = frame -> {
            throw new FrameException("the windows cannot be listed");
        };

        assertFailed(equipment(List.of(broken), blur, offered::add), "filtered: the windows cannot be listed");
    }

    @Test
    void aFilterThatThrowsWhatItMustNotCostsTheFrameToo() throws Exception {
        FrameFilter broken = frame -> {
            throw new NoClassDefFoundError("gone");
        };

        assertFailed(equipment(List.of(broken), blur, offered::add), "gone");
    }

    @Test
    void aPlainFilterCannotPassForABlur() throws Exception {
        FrameFilter pretender = frame -> new BlurredFrame(1, 1, new int[1], "unreadable");

        assertFailed(equipment(List.of(pretender), blur, offered::add), "did not return a raw frame");
    }

    @Test
    void aBlurThatFailsCostsTheFrame() throws Exception {
        BlurringFilter broken = frame -> {
            throw new FrameException("strength unknown");
        };

        assertFailed(equipment(List.of(), broken, offered::add), "filtered: strength unknown");
        assertThat(encoded).isEmpty();
    }

    @Test
    void aQueueThatRefusesIsQuoted() throws Exception {
        UploadQueue full = artifact -> {
            throw new OfferRefusedException("the disk is full");
        };

        assertFailed(equipment(List.of(), blur, full), "the queue did not take the screenshot: the disk is full");
    }

    @Test
    void aDesktopThatCannotBeUsedIsNotTriedAgain() throws Exception {
        Grabber broken = () -> {
            throw new UnusableDesktopException(new NoClassDefFoundError("sun.awt.X11"));
        };

        Tick tick = pipeline(Map.of(), () -> true, broken)
                .run(equipment(List.of(), blur, offered::add).line(Settings.from(Map.of())));

        assertThat(tick).isInstanceOfSatisfying(Tick.Failed.class, failed -> {
            assertThat(failed.forGood()).isTrue();
            assertThat(failed.why()).contains("restart the agent");
        });
    }

    @Test
    void anUnchangedScreenIsNotStoredAgainWhereThatIsAskedFor() throws Exception {
        Equipment.Line line = equipment(List.of(), null, offered::add).line(skipping());
        Pipeline pipeline = pipeline(Map.of("unchanged", "skip", "blurred", false), () -> true, grabber);

        Tick first = pipeline.run(line);
        Tick second = pipeline.run(line);
        shade = 0x102031;
        Tick third = pipeline.run(line);

        assertThat(first).isInstanceOf(Tick.Taken.class);
        assertThat(second).isEqualTo(new Tick.Unchanged(offered.get(0).id(), FakeTime.NOW));
        assertThat(third).isInstanceOf(Tick.Taken.class);
        assertThat(offered).hasSize(2);
    }

    @Test
    void whatTheQueueRefusedDoesNotCountAsStored() throws Exception {
        Pipeline pipeline = pipeline(Map.of("unchanged", "skip", "blurred", false), () -> true, grabber);
        UploadQueue full = artifact -> {
            throw new OfferRefusedException("full");
        };

        pipeline.run(equipment(List.of(), null, full).line(skipping()));
        Tick next = pipeline.run(equipment(List.of(), null, offered::add).line(skipping()));

        assertThat(next).isInstanceOf(Tick.Taken.class);
    }

    @Test
    void byDefaultAnUnchangedScreenIsStoredAgain() throws Exception {
        Pipeline pipeline = pipeline(Map.of("blurred", false), () -> true, grabber);
        Equipment.Line line = equipment(List.of(), null, offered::add).line(Settings.from(Map.of("blurred", false)));

        pipeline.run(line);
        pipeline.run(line);

        assertThat(offered).hasSize(2);
    }

    @Test
    void afterItWasToldToForgetAnUnchangedScreenIsStoredAgain() throws Exception {
        Equipment.Line line = equipment(List.of(), null, offered::add).line(skipping());
        Pipeline pipeline = pipeline(Map.of("unchanged", "skip", "blurred", false), () -> true, grabber);

        pipeline.run(line);
        pipeline.forget();
        pipeline.run(line);

        assertThat(offered).hasSize(2);
    }

    private void assertFailed(Equipment equipment, String why) throws Exception {
        Tick tick = run(Map.of(), equipment, () -> true);

        assertThat(tick).isInstanceOfSatisfying(Tick.Failed.class, failed -> {
            assertThat(failed.why()).contains(why);
            assertThat(failed.forGood()).isFalse();
        });
        assertThat(offered).isEmpty();
    }

    private Tick run(Map<String, ?> properties, Equipment equipment, BooleanSupplier allowed) throws Exception {
        return pipeline(properties, allowed, grabber).run(equipment.line(Settings.from(properties)));
    }

    private static Pipeline pipeline(Map<String, ?> properties, BooleanSupplier allowed, Grabber grabber)
            throws Exception {
        return new Pipeline(
                Settings.from(properties),
                "ada",
                allowed,
                grabber,
                new Screenshots(FakeServices.AGENT_ID),
                FakeTime.running());
    }

    private Equipment equipment(
            List<FrameFilter> filters, @Nullable BlurringFilter blurring, @Nullable UploadQueue queue) {
        return new Equipment(filters, blurring, List.of(encoder), queue);
    }

    private static Settings skipping() throws Exception {
        return Settings.from(Map.of("unchanged", "skip", "blurred", false));
    }
}
