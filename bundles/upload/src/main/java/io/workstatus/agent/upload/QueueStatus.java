package io.workstatus.agent.upload;

import io.workstatus.agent.api.status.StatusPart;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The status's member {@code queue}: the books, all from one moment; null while the queue cannot be opened. */
@Component(name = "io.workstatus.agent.upload.status", service = StatusPart.class)
public final class QueueStatus implements StatusPart {

    private final DurableQueue queue;

    @Activate
    public QueueStatus(@Reference DurableQueue queue) {
        this.queue = queue;
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public @Nullable Object value() {
        return queue.snapshot().map(QueueStatus::value).orElse(null);
    }

    static Map<String, @Nullable Object> value(Line.Snapshot line) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("offered", line.counts().offered());
        value.put("sent", line.counts().sent());
        value.put("pending", line.pending());
        value.put("quarantined", line.counts().quarantined());
        value.put("dropped", line.counts().dropped());
        value.put("unaccounted", line.unaccounted());
        value.put("pendingBytes", line.pendingBytes());
        value.put("oldest", line.oldest().map(PendingItem::createdAt).orElse(null));
        value.put("lastError", line.lastError().map(QueueStatus::value).orElse(null));
        value.put("nextTry", line.nextTry().orElse(null));
        return value;
    }

    private static Map<String, Object> value(QueueError error) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("code", error.code());
        value.put("message", error.message());
        value.put("at", error.at());
        return value;
    }
}
