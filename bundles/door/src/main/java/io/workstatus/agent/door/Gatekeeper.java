package io.workstatus.agent.door;

import io.workstatus.agent.api.access.Authenticator;
import io.workstatus.agent.api.access.SignedIn;
import io.workstatus.agent.door.Decision.Refuse;
import io.workstatus.agent.door.Decision.SignInFirst;
import io.workstatus.agent.door.GuardedResponse.Failure;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before every request, whatever it is for; called by the HTTP service before a servlet is chosen. */
final class Gatekeeper implements Preprocessor {

    /** Request attribute by which a servlet names the kind of problem that its {@code sendError} tells of. */
    static final String PROBLEM_TYPE = "io.workstatus.agent.problem.type";

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    private static final List<String> OVERRIDES =
            List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");
    private static final Set<String> LOOPBACK_IPV6 = Set.of("::1", "0:0:0:0:0:0:0:1", "[::1]", "[0:0:0:0:0:0:0:1]");
    private static final int LONGEST_TOKEN = 256;
    private static final int NONCE_BYTES = 16;

    private final int port;
    private final Rules rules;
    private final FleetRules fleet;
    private final Supplier<Optional<Authenticator>> authenticator;
    private final Function<String, Optional<String>> missingCapability;
    private final LongSupplier nanoTime;
    private final Lasting lasting;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param port the agent's own; what comes over any other is decided by the fleet's rules
     * @param authenticator whoever can tell who is signed in, as of now
     * @param missingCapability from a path to the capability that serves it, if that one is not running
     */
    Gatekeeper(
            int port,
            Rules rules,
            FleetRules fleet,
            Supplier<Optional<Authenticator>> authenticator,
            Function<String, Optional<String>> missingCapability,
            LongSupplier nanoTime) {
        this.port = port;
        this.rules = rules;
        this.fleet = fleet;
        this.authenticator = authenticator;
        this.missingCapability = missingCapability;
        this.nanoTime = nanoTime;
        lasting = new Lasting(this::isLive);
    }

    /** Ends answers that go on although their sign-in is over; called when one may be. */
    void look() {
        lasting.look();
    }

    private boolean isLive(String token) {
        try {
            return authenticator.get().filter(asked -> asked.isLive(token)).isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        String path = path(request);
        Who who = new Who(request);
        boolean own = request.getLocalPort() == port;
        Decision decision = own
                ? rules.decide(facts(request, path), who)
                : fleet.decide(facts(request, path), Collections.list(request.getHeaders("Authorization")));

        BodyLimit limit = BodyLimit.of(request.getMethod(), path);
        GuardedRequest guarded = new GuardedRequest(request, who.signedIn, limit, nanoTime, who::follow);
        GuardedResponse response = own
                ? guarded((HttpServletResponse) servletResponse, guarded, path)
                : forFleet((HttpServletResponse) servletResponse, guarded);

        if (decision instanceof Refuse refuse) {
            if (refuse.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
                response.setHeader("Allow", own ? "GET, HEAD, POST, PUT, DELETE" : "GET, HEAD");
            } else if (refuse.status() == HttpServletResponse.SC_UNAUTHORIZED && !own) {
                response.setHeader("WWW-Authenticate", "Bearer");
            }
            response.sendError(refuse.status(), refuse.detail());
        } else if (decision instanceof SignInFirst) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", Paths.SIGN_IN);
        } else if (request.getContentLengthLong() > limit.bytes()) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, limit.sentence());
        } else if (isMultipart(request) && request.getContentLengthLong() < 0) {
            // The server reads these itself, past our counting.
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED, "A form with files says how long it is.");
        } else {
            letIn(guarded, response, chain, path);
            if (!request.getMethod().equals("GET")) {
                // What it did may have ended a sign-in.
                lasting.look();
            }
        }
        // Strangers on other machines are not waited for.
        if (own && !request.isAsyncStarted() && !guarded.finishBody() && response.failed()) {
            guarded.linger();
        }
    }

    private static void letIn(GuardedRequest request, GuardedResponse response, FilterChain chain, String path)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (Throwable e) {
            // Nothing may get past: the server would send the stack trace to the client.
            if (request.bodyRefusal() == null) {
                LOG.error("{} {} failed", request.getMethod(), path, e);
            }
            if (!response.isCommitted()) {
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
        if (response.allowIsOwed()) {
            response.payAllow(AllowedMethods.of(request, response, chain));
        }
        if (request.bodyRefusal() != null && !response.isCommitted() && !request.isAsyncStarted()) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        }
    }

    private GuardedResponse guarded(HttpServletResponse response, GuardedRequest request, String path) {
        String nonce = Paths.console(path) ? nonce() : null;
        SecurityHeaders headers = nonce == null ? SecurityHeaders.forPages() : SecurityHeaders.forConsole(nonce);
        return new GuardedResponse(
                response, headers, nonce, (status, sentence) -> failure(request, path, status, sentence));
    }

    /** Tells other machines nothing of what runs here. */
    private static GuardedResponse forFleet(HttpServletResponse response, GuardedRequest request) {
        return new GuardedResponse(
                response,
                SecurityHeaders.forPages(),
                null,
                (status, sentence) ->
                        new Failure(status, ErrorBody.problem(status, null, sentence), request.hasBody()));
    }

    private Failure failure(GuardedRequest request, String path, int status, @Nullable String sentence) {
        int told = status;
        String detail = sentence;
        BodyRefusedException refusal = request.bodyRefusal();
        if (refusal != null) {
            told = refusal.status();
            detail = refusal.getMessage();
        } else if (status == HttpServletResponse.SC_NOT_FOUND) {
            Optional<String> missing = missingCapability.apply(path);
            if (missing.isPresent()) {
                told = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
                detail = "The capability \"" + missing.get() + "\" is not running.";
            }
        }
        Object type = request.getAttribute(PROBLEM_TYPE);
        ErrorBody body = Paths.forPrograms(path)
                ? ErrorBody.problem(told, type == null ? null : type.toString(), detail)
                : ErrorBody.page(told, detail);
        return new Failure(told, body, !request.isAsyncStarted() && !request.finishBody());
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean isMultipart(HttpServletRequest request) {
        String mediaType = request.getContentType();
        return mediaType != null && mediaType.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    private static String path(HttpServletRequest request) {
        String servletPath = request.getServletPath();
        String pathInfo = request.getPathInfo();
        String path = (servletPath == null ? "" : servletPath) + (pathInfo == null ? "" : pathInfo);
        return path.isEmpty() ? "/" : path;
    }

    private static Facts facts(HttpServletRequest request, String path) {
        String uri = request.getRequestURI();
        return new Facts(
                request.getMethod(),
                uri == null ? path : uri,
                path,
                Collections.list(request.getHeaders("Host")),
                request.getServerName() + ":" + request.getServerPort(),
                Collections.list(request.getHeaders("Origin")),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("X-Requested-By") != null,
                OVERRIDES.stream().anyMatch(name -> request.getHeader(name) != null),
                isLoopback(request.getRemoteAddr()));
    }

    private static boolean isLoopback(@Nullable String address) {
        return address != null && (address.startsWith("127.") || LOOPBACK_IPV6.contains(address));
    }

    /** Looks the visitor up when the rules ask, and keeps what was found. */
    private final class Who implements Supplier<Visitor> {

        private final HttpServletRequest request;
        private @Nullable SignedIn signedIn;
        private @Nullable String token;

        Who(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public Visitor get() {
            Optional<Authenticator> asked = authenticator.get();
            if (asked.isEmpty()) {
                return Visitor.UNKNOWABLE;
            }
            try {
                Optional<String> found = token();
                signedIn = found.flatMap(asked.get()::authenticate).orElse(null);
                token = found.orElse(null);
            } catch (RuntimeException e) {
                LOG.warn("Nobody could tell who sent a request: {}", e.toString());
                return Visitor.UNKNOWABLE;
            }
            if (signedIn == null) {
                return Visitor.STRANGER;
            }
            return signedIn.admin() ? Visitor.ADMIN : Visitor.MEMBER;
        }

        /** An answer goes on no longer than the sign-in. */
        void follow(AsyncContext answer) {
            String ofSignIn = token;
            if (signedIn == null || ofSignIn == null) {
                return;
            }
            answer.addListener(new EndOf(() -> lasting.remove(answer)));
            lasting.add(answer, ofSignIn);
        }

        /** Two cookies of the name are one too many: another program on this machine may have set the second. */
        private Optional<String> token() {
            Cookie[] cookies = request.getCookies();
            List<String> tokens = Arrays.stream(cookies == null ? new Cookie[0] : cookies)
                    .filter(cookie -> cookie.getName().equals(Authenticator.COOKIE))
                    .map(Cookie::getValue)
                    .toList();
            return tokens.size() == 1 && tokens.get(0).length() <= LONGEST_TOKEN
                    ? Optional.of(tokens.get(0))
                    : Optional.empty();
        }
    }
}
