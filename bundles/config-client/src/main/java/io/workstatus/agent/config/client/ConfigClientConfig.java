package io.workstatus.agent.config.client;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus policy client",
        description =
                "Where this agent asks what it is to record. The last good answer stays in force until the next, and"
                        + " what the policy says wins over local settings.")
@interface ConfigClientConfig {

    @AttributeDefinition(
            name = "Address",
            description = "http or https address of a policy. Empty: this agent's own /get-config.",
            required = false)
    String url() default "";

    @AttributeDefinition(
            name = "Interval in seconds",
            description = "Time between two requests, in seconds, 1 to 86,400; each is up to 20 % earlier or later.",
            min = "1",
            max = "86400")
    int pollSeconds() default 30;

    @AttributeDefinition(
            name = "Public key",
            description =
                    "Where it is set, only policies count that are signed with its private half, and are neither older"
                            + " than one before nor expired. As \"bin/workstatus policy-key\" prints it.",
            required = false)
    String publicKey() default "";

    @AttributeDefinition(
            name = "Certificates",
            description =
                    "PEM file with the certificates that an https address is checked against, absolute or below the"
                            + " home. Empty: those that Java trusts.",
            required = false)
    String caFile() default "";
}
