package io.workstatus.agent.battery;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus: battery",
        description = "When a low battery holds all recording. On power, and without a battery, nothing is held."
                + " What a policy sets wins over local settings.")
@interface BatteryConfig {

    /** Recording is held while the battery is used and has less than this. */
    @AttributeDefinition(
            name = "Suspend below",
            description = "Percent; recording is held while the battery is used and has less than this. 0 never holds.",
            min = "0",
            max = "100")
    int suspendBelowPercent() default 20;

    /** Recording goes on once the battery has this, or power comes. */
    @AttributeDefinition(
            name = "Resume at",
            description = "Percent at which recording goes on again. It goes on at once when power comes.",
            min = "0",
            max = "100")
    int resumeAtPercent() default 25;

    /** Between two looks. */
    @AttributeDefinition(
            name = "Poll",
            description = "Seconds between two looks at the battery.",
            min = "1",
            max = "3600")
    int pollSeconds() default 30;
}
