package io.workstatus.agent.upload;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(
        name = "Workstatus: upload queue",
        description = "How what was recorded travels from this machine's queue into the store."
                + " What a policy sets wins over local settings.")
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

    @AttributeDefinition(
            name = "Most bytes",
            description = "That may wait for the store; 0 for no limit but the disk's.",
            min = "0")
    long maxBytes() default 10L << 30;

    @AttributeDefinition(
            name = "Share of the free space",
            description = "Percent of what is free on the disk that may be taken by what waits.",
            min = "1",
            max = "100")
    int maxFreePercent() default 50;

    @AttributeDefinition(
            name = "When it is full",
            description = "Refuse what is new, so that nothing is recorded until there is room again, or drop what has"
                    + " waited longest. Each item that is dropped is counted and in the journal.",
            options = {
                @Option(label = "refuse what is new", value = "block"),
                @Option(label = "drop the oldest", value = "drop-oldest")
            })
    String whenFull() default "block";
}
