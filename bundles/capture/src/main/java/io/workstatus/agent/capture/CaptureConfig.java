package io.workstatus.agent.capture;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be set, for the web console. Values are read by {@link Settings}, which says what is wrong with them. */
@ObjectClassDefinition(
        pid = Capture.PID,
        name = "Workstatus: capture",
        description = "When screenshots are taken and how they are stored. A policy wins over what is set here.")
@interface CaptureConfig {

    /** Whether to record at all. */
    @AttributeDefinition(description = "Whether screenshots are taken.")
    boolean enabled() default Settings.ENABLED;

    /** Between two ticks, counted from the start of the session. */
    @AttributeDefinition(
            name = "Interval",
            description = "Seconds between two screenshots, 0.25 to 86400.",
            type = AttributeType.DOUBLE,
            min = "0.25",
            max = "86400")
    double intervalSeconds() default Settings.INTERVAL_SECONDS;

    /** Whether only blurred screenshots may be stored. */
    @AttributeDefinition(description = "Whether only blurred screenshots may be stored. Without the blur, none are.")
    boolean blurred() default Settings.BLURRED;

    /** A {@code FrameEncoder}'s format. */
    @AttributeDefinition(description = "The image format, by the name of its encoder: jpeg or png.")
    String format() default Settings.FORMAT;

    /** For formats that lose something. */
    @AttributeDefinition(description = "Quality of the image, 1 (smallest) to 100 (best).", min = "1", max = "100")
    int quality() default Settings.QUALITY;

    /** What becomes of a screen on which nothing changed. */
    @AttributeDefinition(
            description =
                    "What becomes of a screenshot that shows the same as the last one stored, but for a hundredth of it,"
                            + " as a clock.",
            options = {
                @Option(label = "store it as well", value = "store"),
                @Option(label = "skip it, and record that nothing changed", value = "skip")
            })
    String unchanged() default Settings.UNCHANGED;
}
