package io.workstatus.agent.upload;

import io.workstatus.agent.api.journal.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells the journal who looks at somebody else's screenshots, so that whoever they show can read it. A page full of
 * thumbnails is told once for each day that it shows, and the same picture again only after a while.
 */
final class Views {

    private static final Duration SAME_LOOK = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final Journal journal;
    private final Map<String, Instant> told = new LinkedHashMap<>();

    Views(Journal journal) {
        this.journal = journal;
    }

    void picture(LedgerRow row, String by, Instant now) {
        if (!by.equals(row.user()) && isNew(by + '\n' + row.id(), now)) {
            journal.append("screenshot.viewed", Map.of("id", row.id(), "user", row.user(), "by", by));
        }
    }

    void thumbnail(LedgerRow row, String by, Instant now) {
        LocalDate day = row.takenAt().atZone(ZoneOffset.UTC).toLocalDate();
        if (!by.equals(row.user()) && isNew(by + '\n' + row.user() + '\n' + day, now)) {
            journal.append("screenshot.viewed", Map.of("thumbnails", day.toString(), "user", row.user(), "by", by));
        }
    }

    private synchronized boolean isNew(String look, Instant now) {
        Instant last = told.get(look);
        if (last != null && !last.isAfter(now) && last.plus(SAME_LOOK).isAfter(now)) {
            return false;
        }
        told.remove(look);
        told.put(look, now);
        if (told.size() > MOST) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }
}
