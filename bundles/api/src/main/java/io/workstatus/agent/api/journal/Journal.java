package io.workstatus.agent.api.journal;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The record of what happened: appended to, never changed. */
@ProviderType
public interface Journal {

    /** Event Admin carries each record on, after it was written, under this topic followed by the record's type with {@code /} for dots. */
    String TOPIC_PREFIX = "io/workstatus/agent/journal/";

    /** Property of such an event: the record as it stands in the file, a line of JSON without its newline. */
    String EVENT_RECORD = "record";

    /**
     * Appends a record; it is on its way to the disk when this returns. Never blocks for long, never throws for an
     * outage of the disk: the agent goes on, and the journal's own health says what is wrong.
     *
     * @param type what happened, subject first and in the past tense, as {@code session.opened}
     * @param data strings, numbers, booleans, nulls, lists and maps of these; no secret, nothing that was typed, no picture
     */
    void append(String type, Map<String, ? extends @Nullable Object> data);

    /**
     * The newest record that is on the disk for good, so that a crash of the machine does not take it back; empty before
     * there is one. What leaves this machine takes it along: records that are cut off afterwards are missed.
     */
    default Optional<JournalHead> head() {
        return Optional.empty();
    }
}
