package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A permit that is taken back once, for one reason, and never comes back. */
final class RevocablePermit implements Permit {

    private static final long LONGEST_RECORDING_SECONDS = 2;

    private final Session session;
    private final BooleanSupplier sessionOver;
    private final AtomicReference<@Nullable String> revokedBecause = new AtomicReference<>();
    // One party for the permit itself and one for each recording under way; terminated when all of them are gone.
    private final Phaser parties = new Phaser(1);

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

    @Override
    public Optional<Recording> begin() {
        if (parties.register() < 0) {
            return Optional.empty();
        }
        if (!isValid()) {
            parties.arriveAndDeregister();
            return Optional.empty();
        }
        AtomicBoolean closed = new AtomicBoolean();
        return Optional.of(() -> {
            if (closed.compareAndSet(false, true)) {
                parties.arriveAndDeregister();
            }
        });
    }

    /** The first reason stands. Returns at once: see {@link #awaitEnd}. */
    void revoke(String why) {
        if (revokedBecause.compareAndSet(null, why)) {
            parties.arriveAndDeregister();
        }
    }

    @Nullable
    String revokedBecause() {
        return revokedBecause.get();
    }

    /** Waits until nothing is recorded under this permit, which was revoked; false if that takes too long. */
    boolean awaitEnd() {
        try {
            parties.awaitAdvanceInterruptibly(0, LONGEST_RECORDING_SECONDS, SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
