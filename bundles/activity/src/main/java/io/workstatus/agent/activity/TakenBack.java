package io.workstatus.agent.activity;

import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;

/** In the place of a permit that was taken back while whoever records because of it was being made. */
final class TakenBack implements Permit {

    private static final Session NOBODYS = new Session("", Instant.EPOCH, Instant.EPOCH, 0);

    private TakenBack() {}

    /** Asked for by hand: for a mandatory service that has just gone Service Component Runtime logs an error. */
    static Permit or(ComponentServiceObjects<Permit> permits) {
        @Nullable Permit permit = permits.getService();
        return permit == null ? new TakenBack() : permit;
    }

    @Override
    public Session session() {
        return NOBODYS;
    }

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    public Optional<Recording> begin() {
        return Optional.empty();
    }
}
