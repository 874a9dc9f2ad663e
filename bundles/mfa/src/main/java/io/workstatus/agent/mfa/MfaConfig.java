package io.workstatus.agent.mfa;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set, for the web console. A change ends nobody's sign-in. */
@ObjectClassDefinition(
        name = "Workstatus: sign-in",
        description = "How long sign-ins and recording sessions last, and through which server codes are mailed."
                + " What a policy sets wins over local settings.")
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

    @AttributeDefinition(
            name = "Mail server",
            description = "Name or address of the SMTP server through which codes are mailed; empty: no mail. Its"
                    + " password is not kept here: give it with \"bin/workstatus secret smtp\".")
    String smtpHost() default "";

    @AttributeDefinition(
            name = "Mail server: port",
            description = "As 587 with STARTTLS, 465 with TLS from the first byte, 25 without.",
            min = "1",
            max = "65535")
    int smtpPort() default 587;

    @AttributeDefinition(
            name = "Mail server: STARTTLS",
            description = "Asks for TLS before anything else, and goes no further without it.")
    boolean smtpStartTls() default true;

    @AttributeDefinition(
            name = "Mail server: TLS from the first byte",
            description = "Implicit TLS, as on port 465; STARTTLS is then not asked for.")
    boolean smtpTls() default false;

    @AttributeDefinition(name = "Mail server: user", description = "Empty where the server asks for no login.")
    String smtpUser() default "";

    @AttributeDefinition(name = "Mail: sender", description = "The address that mails come from, as agent@example.com.")
    String mailFrom() default "";
}
