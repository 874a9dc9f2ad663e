package io.workstatus.agent.tracking;

import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A permit that is taken back once, for one reason, and never comes back. */
final class RevocablePermit implements Permit {

    private final Session session;
    private final BooleanSupplier sessionOver;
    private final AtomicReference<@Nullable String> revokedBecause = new AtomicReference<>();

    /** @param sessionOver whether the session has ended; once true, always true */
    RevocablePermit(Session session, BooleanSupplier sessionOver) {
        this.session = session;
        this.sessionOver = sessionOver;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public boolean isValid() {
        return revokedBecause.get() == null && !sessionOver.getAsBoolean();
    }

    /** The first reason stands. */
    void revoke(String why) {
        revokedBecause.compareAndSet(null, why);
    }

    @Nullable
    String revokedBecause() {
        return revokedBecause.get();
    }
}
