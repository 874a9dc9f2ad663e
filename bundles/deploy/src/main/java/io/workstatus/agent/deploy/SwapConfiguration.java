package io.workstatus.agent.deploy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Workstatus: replacing capabilities")
@interface SwapConfiguration {

    @AttributeDefinition(
            name = "Watch (seconds)",
            description = "How long a capability that was replaced may take until it is at work, in seconds, 1 to 300."
                    + " After that the version before is brought back.",
            min = "1",
            max = "300")
    int watchSeconds() default 10;
}
