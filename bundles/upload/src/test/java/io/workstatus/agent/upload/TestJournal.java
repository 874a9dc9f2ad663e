package io.workstatus.agent.upload;

import io.workstatus.agent.api.journal.Journal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told. */
final class TestJournal implements Journal {

    private final List<String> types = new CopyOnWriteArrayList<>();

    @Override
    public void append(String type, Map<String, ? extends @Nullable Object> data) {
        types.add(type);
    }

    long count(String type) {
        return types.stream().filter(type::equals).count();
    }
}
