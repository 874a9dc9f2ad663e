package io.workstatus.agent.activity;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus: activity samples",
        description = "How long the counts of keyboard and mouse stay on this machine, besides being uploaded. What"
                + " a policy sets wins over local settings.")
@interface SamplesConfig {

    @AttributeDefinition(
            name = "Kept for",
            description = "Days that samples stay on this machine after they were handed over for upload.",
            min = "1",
            max = "3650")
    int keepDays() default 31;
}
