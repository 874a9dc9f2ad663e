package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameFilter;
import io.workstatus.agent.api.queue.UploadQueue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The services that come and go, as they are at the start of a tick.
 *
 * @param filters in the order in which they are applied
 * @param blur what makes frames unreadable, if it is there
 * @param encoders the preferred first
 * @param queue where screenshots go, if it is there
 */
record Equipment(
        List<FrameFilter> filters,
        @Nullable BlurringFilter blur,
        List<FrameEncoder> encoders,
        @Nullable UploadQueue queue) {

    /** Something that a tick needs is not there. The message says what, for people. */
    static final class MissingException extends Exception {

        private static final long serialVersionUID = 1L;

        private MissingException(String message) {
            super(message);
        }
    }

    /**
     * Everything that one tick needs.
     *
     * @param filters in the order in which they are applied
     * @param finish the way from there to an image
     * @param queue where it goes
     */
    record Line(List<FrameFilter> filters, Finish<?> finish, UploadQueue queue) {}

    /** Puts together what a tick needs. */
    Line line(Settings settings) throws MissingException {
        Finish<?> finish = finish(settings);
        if (queue == null) {
            throw new MissingException("the upload queue, which keeps screenshots, is not running");
        }
        return new Line(filters, finish, queue);
    }

    /** What a tick needs and does not find. */
    Optional<String> missing(Settings settings) {
        try {
            line(settings);
            return Optional.empty();
        } catch (MissingException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private Finish<?> finish(Settings settings) throws MissingException {
        FrameEncoder encoder = encoder(settings.format());
        if (!settings.blurred()) {
            return new Finish.Plain(encoder, settings.quality());
        }
        if (blur == null) {
            throw new MissingException("the policy says blurred, and nothing that blurs is running");
        }
        return new Finish.Blurred(blur, encoder, settings.quality());
    }

    private FrameEncoder encoder(String format) throws MissingException {
        return encoders.stream()
                .filter(encoder -> encoder.format().equals(format))
                .findFirst()
                .orElseThrow(() -> new MissingException(
                        "the image format is set to '%s', and there is no encoder for that; there are encoders for %s"
                                .formatted(
                                        PlainLine.of(format),
                                        encoders.stream()
                                                .map(FrameEncoder::format)
                                                .collect(Collectors.joining(", ")))));
    }
}
