package io.workstatus.agent.mfa;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set, for the web console. A change ends nobody's sign-in. */
@ObjectClassDefinition(name = "Workstatus: sign-in", description = "How long sign-ins and recording sessions last.")
@interface MfaConfig {

    @AttributeDefinition(
            name = "Recording session, hours",
            description = "After this time a recording session ends by itself. Applies from the next one on.",
            min = "0.01",
            max = "24")
    double sessionHours() default 12;

    @AttributeDefinition(
            name = "Idle minutes",
            description = "After this time without a request a sign-in ends.",
            min = "0.05",
            max = "15")
    double idleMinutes() default 15;

    @AttributeDefinition(
            name = "Sign-in, hours",
            description = "After this time a sign-in ends, used or not.",
            min = "0.01",
            max = "8")
    double maxHours() default 8;

    @AttributeDefinition(name = "Issuer", description = "Under which name authenticator apps list new accounts.")
    String issuer() default "Workstatus";
}
