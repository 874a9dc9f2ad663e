package io.workstatus.agent.upload;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import java.time.Instant;

/** Ids of items: ULIDs as they are written, so that an id is a file name, and the order of names is the order of time. */
final class ItemId {

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private ItemId() {}

    /** Whether a text is a ULID in upper case, of a time that four digits of a year can tell. */
    static boolean isValid(String text) {
        return Ulid.isValid(text)
                && Ulid.from(text).toString().equals(text)
                && time(text).isBefore(END);
    }

    /** When the id was made. */
    static Instant time(String id) {
        return Ulid.getInstant(id);
    }

    /** The UTC hour in which the id was made, counted from 1970. */
    static long hour(String id) {
        return Math.floorDiv(time(id).getEpochSecond(), 3_600L);
    }

    /** An id for something that was found and has none. */
    static String make(Instant now) {
        return UlidCreator.getUlid(now.toEpochMilli()).toString();
    }
}
