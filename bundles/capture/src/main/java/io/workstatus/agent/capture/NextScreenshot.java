package io.workstatus.agent.capture;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.status.StatusPart;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The status's member {@code nextScreenshot}: when the next one is due; null while none is. */
@Component(name = "io.workstatus.agent.capture.next", service = StatusPart.class)
public final class NextScreenshot implements StatusPart {

    private final TickBook book;
    private final TimeSource time;

    @Activate
    public NextScreenshot(@Reference TickBook book, @Reference TimeSource time) {
        this.book = book;
        this.time = time;
    }

    @Override
    public String name() {
        return "nextScreenshot";
    }

    @Override
    public @Nullable Object value() {
        return book.due()
                .map(due -> time.now().plusNanos(due - time.nanoTime()))
                .orElse(null);
    }
}
