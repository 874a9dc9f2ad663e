package io.workstatus.agent.mfa;

import io.workstatus.agent.api.status.StatusPart;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code session} in the status. */
@Component
public final class SessionStatus implements StatusPart {

    private final Mfa mfa;

    @Activate
    public SessionStatus(@Reference Mfa mfa) {
        this.mfa = mfa;
    }

    @Override
    public String name() {
        return "session";
    }

    @Override
    public @Nullable Object value() {
        return mfa.session()
                .map(session -> Map.of("user", session.user(), "since", session.since(), "endsAt", session.endsAt()))
                .orElse(null);
    }
}
