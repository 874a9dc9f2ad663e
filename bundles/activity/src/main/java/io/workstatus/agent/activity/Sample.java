package io.workstatus.agent.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * What was counted in one short while.
 *
 * @param time its beginning
 * @param millis its length on the monotonic clock
 * @param user whose input it was
 * @param counts what there was
 */
record Sample(Instant time, long millis, String user, Counts counts) {

    private static final JsonMapper JSON = new JsonMapper();

    Instant end() {
        return time.plusMillis(millis);
    }

    /** The object on one line, without its newline. */
    String line() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("time", TimeSource.ISO_MILLIS.format(time));
        json.put("seconds", seconds(millis));
        json.put("user", user);
        json.put("keys", counts.keys());
        json.put("clicks", counts.clicks());
        json.put("wheel", counts.wheel());
        json.put("moves", counts.moves());
        json.put("activeSeconds", seconds(counts.activeMillis()));
        return json.toString();
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws DamagedException if it is something else
     */
    static Sample parse(String line) throws DamagedException {
        try {
            JsonNode json = JSON.readTree(line);
            return new Sample(
                    DateTimeFormatter.ISO_INSTANT.parse(json.path("time").asText(), Instant::from),
                    millis(json, "seconds"),
                    json.required("user").textValue(),
                    new Counts(
                            json.required("keys").longValue(),
                            json.required("clicks").longValue(),
                            json.required("wheel").longValue(),
                            json.required("moves").longValue(),
                            millis(json, "activeSeconds")));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            throw new DamagedException(e);
        }
    }

    /** Seconds with as many decimals as are needed, three at most. */
    static BigDecimal seconds(long millis) {
        BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    private static long millis(JsonNode json, String name) {
        return json.required(name).decimalValue().movePointRight(3).longValue();
    }

    /** A line that is no sample. */
    static final class DamagedException extends Exception {

        private static final long serialVersionUID = 1L;

        DamagedException(Throwable cause) {
            super(cause);
        }
    }
}
