package io.workstatus.agent.door;

import jakarta.servlet.AsyncContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that go on after their request was let in, as streams of events do: each ends with the sign-in that it has. */
final class Lasting {

    private static final Logger LOG = LoggerFactory.getLogger(Lasting.class);

    private final Predicate<String> isLive;
    private final Map<AsyncContext, String> tokens = new ConcurrentHashMap<>();

    /** @param isLive whether a token is somebody's still */
    Lasting(Predicate<String> isLive) {
        this.isLive = isLive;
    }

    void add(AsyncContext answer, String token) {
        tokens.put(answer, token);
    }

    void remove(AsyncContext answer) {
        tokens.remove(answer);
    }

    /** Ends those whose sign-in is over. */
    void look() {
        tokens.forEach((answer, token) -> {
            if (!isLive.test(token) && tokens.remove(answer) != null) {
                end(answer);
            }
        });
    }

    private static void end(AsyncContext answer) {
        try {
            answer.complete();
        } catch (RuntimeException e) {
            LOG.debug("an answer had ended already: {}", e.toString());
        }
    }
}
