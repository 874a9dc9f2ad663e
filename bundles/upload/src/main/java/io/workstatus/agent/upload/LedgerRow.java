package io.workstatus.agent.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.api.queue.Artifact;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of an item.
 *
 * @param counted whether it was counted as offered
 * @param kind empty if the item could never be read
 * @param takenAt when it was recorded
 * @param bytes of its content
 * @param store the destination of the store that has it, or empty
 * @param local whether that store keeps it on this machine
 * @param reason why it was set aside or dropped, or empty
 * @param leftAt when it left {@code pending/}, if it has
 * @param deleted whether somebody wished that nothing is kept of it
 */
record LedgerRow(
        String id,
        boolean counted,
        String kind,
        String user,
        Instant takenAt,
        String key,
        String mediaType,
        int width,
        int height,
        boolean blurred,
        long bytes,
        String sha256,
        ItemState state,
        String store,
        boolean local,
        String reason,
        @Nullable Instant leftAt,
        boolean deleted) {

    /** The row after one more line, or null if the line means nothing. */
    static @Nullable LedgerRow after(@Nullable LedgerRow before, JsonNode line) {
        String id = line.path("id").asText();
        if (!ItemId.isValid(id)) {
            return before;
        }
        LedgerRow row = before == null ? unknown(id) : before;
        return switch (line.path("op").asText()) {
            case LedgerEntry.OFFERED -> row.counted ? row : row.offered(line);
            case LedgerEntry.SENT ->
                row.left(
                        ItemState.SENT,
                        line.path("store").asText(),
                        line.path("local").asBoolean(),
                        line);
            case LedgerEntry.QUARANTINED -> row.left(ItemState.QUARANTINED, "", false, line);
            case LedgerEntry.RETRIED -> row.isSetAside() ? row.in(ItemState.PENDING, "", false, "", null) : row;
            case LedgerEntry.DISCARDED -> row.isSetAside() ? row.leaves(ItemState.DROPPED, "", false, line) : row;
            case LedgerEntry.DROPPED -> {
                LedgerRow dropped = row.left(ItemState.DROPPED, "", false, line);
                yield line.path("deleted").asBoolean() ? dropped.gone() : dropped;
            }
            case LedgerEntry.DELETED -> row.gone();
            default -> before;
        };
    }

    private static LedgerRow unknown(String id) {
        return new LedgerRow(
                id,
                false,
                "",
                "",
                ItemId.time(id),
                "",
                "",
                0,
                0,
                false,
                0,
                "",
                ItemState.PENDING,
                "",
                false,
                "",
                null,
                false);
    }

    private LedgerRow offered(JsonNode line) {
        JsonNode attributes = line.path("attributes");
        return new LedgerRow(
                id,
                true,
                line.path("kind").asText(),
                line.path("user").asText(),
                time(line.path("createdAt").asText()),
                line.path("key").asText(),
                line.path("mediaType").asText(),
                attributes.path(Artifact.WIDTH).asInt(),
                attributes.path(Artifact.HEIGHT).asInt(),
                attributes.path(Artifact.BLURRED).asBoolean(),
                line.path("length").asLong(),
                line.path("sha256").asText(),
                state,
                store,
                local,
                reason,
                leftAt,
                deleted);
    }

    private Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return takenAt;
        }
    }

    /** Whether it lies in quarantine. */
    boolean isSetAside() {
        return state == ItemState.QUARANTINED && !deleted;
    }

    /** An item leaves once; a line that was written twice counts once. */
    private LedgerRow left(ItemState to, String toStore, boolean keptThere, JsonNode line) {
        return state == ItemState.PENDING ? leaves(to, toStore, keptThere, line) : this;
    }

    private LedgerRow leaves(ItemState to, String toStore, boolean keptThere, JsonNode line) {
        return in(
                to,
                toStore,
                keptThere,
                line.path("reason").asText(),
                time(line.path("at").asText()));
    }

    private LedgerRow in(ItemState to, String toStore, boolean keptThere, String why, @Nullable Instant since) {
        return new LedgerRow(
                id, counted, kind, user, takenAt, key, mediaType, width, height, blurred, bytes, sha256, to, toStore,
                keptThere, why, since, deleted);
    }

    private LedgerRow gone() {
        return new LedgerRow(
                id, counted, kind, user, takenAt, key, mediaType, width, height, blurred, bytes, sha256, state, store,
                local, reason, leftAt, true);
    }

    LedgerCounts counts() {
        return new LedgerCounts(
                counted ? 1 : 0,
                state == ItemState.SENT ? 1 : 0,
                state == ItemState.QUARANTINED ? 1 : 0,
                state == ItemState.DROPPED ? 1 : 0);
    }
}
