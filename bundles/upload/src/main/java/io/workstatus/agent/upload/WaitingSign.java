package io.workstatus.agent.upload;

import io.workstatus.agent.api.status.Waiting;
import java.util.Optional;
import java.util.function.Function;

/** Shows why the queue waits, as a service; used by one thread at a time. */
final class WaitingSign {

    private final Function<Waiting, Runnable> register;
    private Optional<Waiting> shown = Optional.empty();
    private Runnable unregister = () -> {};

    /** Takes what registers a service, and returns what unregisters it. */
    WaitingSign(Function<Waiting, Runnable> register) {
        this.register = register;
    }

    void show(Optional<String> reason) {
        Optional<Waiting> wanted = reason.map(Waiting::new);
        if (!wanted.equals(shown)) {
            Runnable before = unregister;
            unregister = wanted.map(register).orElse(() -> {});
            shown = wanted;
            before.run();
        }
    }
}
