package io.workstatus.agent.upload;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.journal.JournalHead;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told. */
final class TestJournal implements Journal {

    private final List<String> types = new CopyOnWriteArrayList<>();
    private final List<Map<String, ?>> data = new CopyOnWriteArrayList<>();

    @Override
    public void append(String type, Map<String, ? extends @Nullable Object> told) {
        data.add(told);
        types.add(type);
    }

    List<String> types() {
        return types;
    }

    /** What was told with the records of a type, in their order; for a test that appends from one thread. */
    List<Map<String, ?>> dataOf(String type) {
        return IntStream.range(0, types.size())
                .filter(i -> types.get(i).equals(type))
                .<Map<String, ?>>mapToObj(data::get)
                .toList();
    }

    @Override
    public Optional<JournalHead> head() {
        return Optional.of(new JournalHead(7, "7".repeat(64)));
    }

    long count(String type) {
        return types.stream().filter(type::equals).count();
    }
}
