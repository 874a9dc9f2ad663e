package io.workstatus.agent.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A record that was read back; its line is told apart from the parts of it that queries look at. */
@SuppressWarnings("ArrayRecordComponent")
record WrittenRecord(byte[] line, long seq, Instant time, String type, Optional<String> user, String prev) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The record of a line, or empty if it is none. */
    static Optional<WrittenRecord> parse(byte[] line) {
        try {
            JsonNode json = JSON.readTree(line);
            JsonNode seq = json.path("seq");
            JsonNode user = json.path("data").path("user");
            if (!seq.isIntegralNumber() || !json.path("prev").isTextual()) {
                return Optional.empty();
            }
            return Optional.of(new WrittenRecord(
                    line,
                    seq.longValue(),
                    Instant.parse(json.path("time").asText()),
                    json.path("type").asText(),
                    user.isTextual() ? Optional.of(user.textValue()) : Optional.empty(),
                    json.path("prev").textValue()));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    /** Whether it may be read by somebody who sees only what concerns nobody or themselves; an empty reader sees all. */
    boolean isShownTo(Optional<String> reader) {
        return reader.isEmpty() || user.isEmpty() || user.equals(reader);
    }
}
