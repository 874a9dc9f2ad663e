package io.workstatus.agent.upload;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus: upload queue",
        description = "How what was recorded travels from this machine's queue into the store.")
@interface UploadConfig {

    @AttributeDefinition(name = "Senders", description = "Objects on their way at once.", min = "1", max = "16")
    int senders() default 2;

    @AttributeDefinition(
            name = "First wait",
            description = "Seconds, at most, before a failed object is tried again. Doubles with each failure.",
            min = "0.01",
            max = "60")
    double backoffBaseSeconds() default 1;

    @AttributeDefinition(
            name = "Longest wait",
            description = "Seconds that the wait never exceeds, however often it failed.",
            min = "0.01",
            max = "3600")
    double backoffMaxSeconds() default 300;

    @AttributeDefinition(
            name = "Tries of a refused object",
            description = "After so many tries an object that the store refuses for its own sake goes to quarantine."
                    + " Everything else is tried for ever.",
            min = "1",
            max = "1000")
    int itemTries() default 5;
}
