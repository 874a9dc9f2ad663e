package io.workstatus.agent.retention;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus: retention",
        description =
                "How long anything stays on this machine. What waits for the store is never touched. With the local"
                        + " folder as the store, its objects are what is governed; in Amazon S3 nothing is ever deleted by this.")
@interface RetentionConfig {

    @AttributeDefinition(
            name = "Sent: days",
            description = "After so many days the local copy of what is in the store goes; 0: never.",
            min = "0",
            max = "36500")
    double sentMaxAgeDays() default 0;

    @AttributeDefinition(
            name = "Sent: bytes",
            description =
                    "Local copies of what is in the store take at most so much; the oldest go first. 0: no limit.",
            min = "0")
    long sentMaxBytes() default 0;

    @AttributeDefinition(
            name = "Archive",
            description =
                    "Local copies that go are first kept in monthly archives, archive/sent-YYYY-MM.tar in the home.")
    boolean archive() default false;

    @AttributeDefinition(
            name = "Quarantine: days",
            description = "After so many days what could not be sent goes; 0: never.",
            min = "0",
            max = "36500")
    double quarantineMaxAgeDays() default 0;

    @AttributeDefinition(
            name = "Quarantine: bytes",
            description = "What could not be sent takes at most so much; the oldest goes first. 0: no limit.",
            min = "0")
    long quarantineMaxBytes() default 1L << 30;

    @AttributeDefinition(
            name = "Journal: days",
            description = "After so many days the record of what happened goes, by the hour; 0: never. What is left can"
                    + " still be verified.",
            min = "0",
            max = "36500")
    double journalMaxAgeDays() default 0;

    @AttributeDefinition(
            name = "Journal: bytes",
            description = "The record of what happened takes at most so much; the oldest goes first. 0: no limit.",
            min = "0")
    long journalMaxBytes() default 1L << 30;

    @AttributeDefinition(
            name = "Logs: days",
            description =
                    "After so many days a log that is full goes; 0: never. All of them never take more than 25 MB.",
            min = "0",
            max = "36500")
    double logsMaxAgeDays() default 0;
}
