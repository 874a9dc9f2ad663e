package io.workstatus.agent.mfa;

import io.workstatus.agent.api.journal.Journal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A journal that a test reads. */
final class KeptJournal implements Journal {

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    record Entry(String type, Map<String, ? extends @Nullable Object> data) {}

    @Override
    public void append(String type, Map<String, ? extends @Nullable Object> data) {
        entries.add(new Entry(type, data));
    }

    List<Entry> all() {
        return List.copyOf(entries);
    }

    List<Entry> of(String type) {
        return entries.stream().filter(entry -> entry.type().equals(type)).toList();
    }
}
