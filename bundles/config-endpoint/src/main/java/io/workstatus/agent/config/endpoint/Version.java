package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was served from a change to the next one.
 *
 * @param number from 1, without gaps in time
 * @param time of the change
 * @param user who made it, or null where nobody knows
 * @param restored the earlier version that was brought back by it, or null
 */
record Version(
        int number,
        Instant time,
        @Nullable String user,
        @Nullable Integer restored,
        PolicySet set) {

    private static final String NUMBER = "version";
    private static final String TIME = "time";
    private static final String USER = "user";
    private static final String RESTORED = "restored";

    static Version of(ObjectNode json) throws PolicyException {
        ObjectNode set = json.deepCopy();
        int number = set.remove(NUMBER).intValue();
        String time = set.remove(TIME).asText();
        String user = set.has(USER) ? set.remove(USER).asText(null) : null;
        Integer restored = set.has(RESTORED) ? set.remove(RESTORED).intValue() : null;
        try {
            return new Version(number, Instant.parse(time), user, restored, PolicySet.of(set));
        } catch (DateTimeException e) {
            throw PolicyException.refused(TIME + " is no time");
        }
    }

    ObjectNode toJson() {
        ObjectNode json = StrictJson.JSON.createObjectNode();
        json.put(NUMBER, number);
        json.put(TIME, TimeSource.ISO_MILLIS.format(time));
        if (user != null) {
            json.put(USER, user);
        }
        if (restored != null) {
            json.put(RESTORED, restored);
        }
        return json.setAll(set.toJson());
    }
}
