package io.workstatus.agent.api.queue;

import java.time.Instant;
import java.util.Map;

/**
 * Something that was recorded and shall be stored. Its key is made with it and never changes, so that every retry is the
 * same put.
 *
 * @param id a ULID, the one in the key
 * @param kind what it is: {@link #SCREENSHOT} or {@link #ACTIVITY}
 * @param key the object's key without the store's prefix, as
 *     {@code screenshots/v=1/dt=2026-11-22/agent=…/20261122T081500.000Z-….jpg}
 * @param mediaType as {@code image/jpeg}
 * @param createdAt when it was recorded
 * @param user whom it shows
 * @param attributes what is known of it besides, as {@link #WIDTH}; short ASCII strings
 * @param content its bytes; not copied, and not changed by anybody from here on
 * @param sha256 of the content, 64 lower-case hexadecimal digits
 */
@SuppressWarnings("ArrayRecordComponent")
public record Artifact(
        String id,
        String kind,
        String key,
        String mediaType,
        Instant createdAt,
        String user,
        Map<String, String> attributes,
        byte[] content,
        String sha256) {

    /** Kind of a screenshot; has the attributes {@link #WIDTH}, {@link #HEIGHT} and {@link #BLURRED}. */
    public static final String SCREENSHOT = "screenshot";

    /** Kind of a file of activity samples. */
    public static final String ACTIVITY = "activity";

    /** Attribute: the image's width in pixels. */
    public static final String WIDTH = "width";

    /** Attribute: the image's height in pixels. */
    public static final String HEIGHT = "height";

    /** Attribute: {@code true} or {@code false}. */
    public static final String BLURRED = "blurred";

    /** Keeps the attributes from changing. */
    public Artifact {
        attributes = Map.copyOf(attributes);
    }
}
