package io.workstatus.agent.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The body of {@code POST /api/v1/pause}.
 *
 * @param length how long, more than nothing and at most a day; empty until somebody resumes
 * @param reason what the user says, at most 200 characters, without line breaks; empty if nothing
 */
record PauseRequest(Optional<Duration> length, String reason) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final double MOST_MINUTES = 24 * 60;
    private static final int LONGEST_REASON = 200;

    /** Understood, and refused; the message says what was wrong. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a body; an empty one asks for a pause without an end or a reason.
     *
     * @throws JsonProcessingException if it is no JSON object
     * @throws RefusedException if a value will not do
     */
    static PauseRequest parse(byte[] body) throws IOException, RefusedException {
        JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        if (!json.isObject()) {
            throw new RefusedException("the body is to be a JSON object, as {\"minutes\": 15, \"reason\": \"lunch\"}");
        }
        return new PauseRequest(length(json.path("minutes")), reason(json.path("reason")));
    }

    private static Optional<Duration> length(JsonNode minutes) throws RefusedException {
        if (minutes.isMissingNode() || minutes.isNull()) {
            return Optional.empty();
        }
        double asked = minutes.isNumber() ? minutes.doubleValue() : Double.NaN;
        long nanos = Math.round(asked * 60e9);
        if (nanos > 0 && asked <= MOST_MINUTES) {
            return Optional.of(Duration.ofNanos(nanos));
        }
        throw new RefusedException("minutes is to be a number above 0 and up to 1440, or left out");
    }

    private static String reason(JsonNode reason) throws RefusedException {
        if (reason.isMissingNode() || reason.isNull()) {
            return "";
        }
        if (!reason.isTextual() || reason.textValue().length() > LONGEST_REASON) {
            throw new RefusedException(
                    "reason is to be a text of at most " + LONGEST_REASON + " characters, or left out");
        }
        return reason.textValue().replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
