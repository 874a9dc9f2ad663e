package io.workstatus.agent.activity;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus: activity",
        description = "Counts key presses, clicks, wheel steps and pointer moves; never which key, never where."
                + " What a policy sets wins over local settings.")
@interface ActivityConfig {

    /** Whether to count at all. */
    @AttributeDefinition(name = "Enabled", description = "Whether input is counted.")
    boolean enabled() default true;

    /** After so many seconds without input nobody counts as active. */
    @AttributeDefinition(
            name = "Idle after",
            description = "Seconds after the last input for which a person still counts as active.",
            min = "1",
            max = "3600")
    int idleAfterSeconds() default 60;
}
