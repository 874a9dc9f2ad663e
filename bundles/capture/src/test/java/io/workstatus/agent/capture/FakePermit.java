package io.workstatus.agent.capture;

import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A permit that ends when the test says so. */
final class FakePermit implements Permit {

    private final Session session;
    volatile boolean valid = true;
    final AtomicInteger underWay = new AtomicInteger();

    FakePermit(long sinceNanos) {
        session = session(sinceNanos);
    }

    static Session session(long sinceNanos) {
        return new Session("ada", FakeTime.NOW, FakeTime.NOW.plus(Duration.ofHours(8)), sinceNanos);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public Optional<Recording> begin() {
        if (!valid) {
            return Optional.empty();
        }
        underWay.incrementAndGet();
        return Optional.of(underWay::decrementAndGet);
    }
}
