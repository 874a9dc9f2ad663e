package io.workstatus.agent.mfa;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Hashes one password at a time, first come, first served: each takes 19 MiB and a good part of a core. */
final class PasswordHasher {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Semaphore turn = new Semaphore(1, true);

    String hash(String password) throws Refusal {
        return inTurn(() -> Argon2id.of(password).toString());
    }

    boolean matches(String password, Argon2id hash) throws Refusal {
        return inTurn(() -> hash.matches(password));
    }

    private <T> T inTurn(Supplier<T> work) throws Refusal {
        boolean mine = false;
        try {
            mine = turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (mine) {
                return work.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                turn.release();
            }
        }
        throw Refusal.later(PATIENCE, "Too many sign-ins at once. Wait a moment and try again.");
    }
}
