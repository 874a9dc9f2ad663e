package io.workstatus.agent.config.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a policy, by its own word.
 *
 * @param agent the agent's id
 * @param user who is signed in there to be recorded
 */
record Caller(Optional<String> agent, Optional<String> user) {

    static final String AGENT_HEADER = "Workstatus-Agent";
    static final String USER_HEADER = "Workstatus-User";
    static final Caller ANYBODY = new Caller(Optional.empty(), Optional.empty());

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int LONGEST_USER = 100;

    static Caller of(HttpServletRequest request) {
        return of(request.getHeader(AGENT_HEADER), request.getHeader(USER_HEADER));
    }

    /** @param user percent-encoded, as headers are ASCII; what is no id or no name is left out */
    static Caller of(@Nullable String agent, @Nullable String user) {
        return new Caller(
                Optional.ofNullable(agent).filter(Caller::isAgentId),
                Optional.ofNullable(user).flatMap(Caller::decoded).filter(Caller::isName));
    }

    static boolean isAgentId(String text) {
        return UUID.matcher(text).matches();
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_USER && text.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
