package io.workstatus.agent.door;

import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A request as a servlet sees it: who sent it is what the door found out and nothing else, and its body has an end. */
final class GuardedRequest extends HttpServletRequestWrapper {

    private final @Nullable SignedIn signedIn;
    private final BodyLimit limit;
    private final LongSupplier nanoTime;
    private final Consumer<AsyncContext> lasting;
    private @Nullable LimitedInput input;
    private @Nullable BufferedReader reader;
    private boolean readByServer;
    private @Nullable Boolean bodyFinished;

    /** @param lasting told of an answer that goes on after its request was let in */
    GuardedRequest(
            HttpServletRequest request,
            @Nullable SignedIn signedIn,
            BodyLimit limit,
            LongSupplier nanoTime,
            Consumer<AsyncContext> lasting) {
        super(request);
        this.lasting = lasting;
        this.signedIn = signedIn;
        this.limit = limit;
        this.nanoTime = nanoTime;
        if (signedIn == null) {
            request.removeAttribute(SignedIn.ATTRIBUTE);
        } else {
            request.setAttribute(SignedIn.ATTRIBUTE, signedIn);
        }
    }

    /** Why its body was not read to the end, or null. */
    @Nullable
    BodyRefusedException bodyRefusal() {
        return input == null ? null : input.refusal();
    }

    @Override
    public AsyncContext startAsync() {
        AsyncContext context = super.startAsync();
        lasting.accept(context);
        return context;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        AsyncContext context = super.startAsync(request, response);
        lasting.accept(context);
        return context;
    }

    /** Whether it has a body. */
    boolean hasBody() {
        return getContentLengthLong() > 0 || getHeader("Transfer-Encoding") != null;
    }

    /**
     * Reads what nobody read of a small body, so that the connection can carry the next request: the server would close
     * it without a word, and a client that has just sent more would not know why.
     *
     * @return false if the connection has to end with this request
     */
    boolean finishBody() {
        if (bodyFinished == null) {
            bodyFinished = readByServer || !hasBody() || (!expectsToBeAsked() && finishesBody());
        }
        return bodyFinished;
    }

    private boolean finishesBody() {
        try {
            return rest().finish();
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    /** Reads on for a while after the answer to a body that was too much. */
    void linger() {
        try {
            if (!expectsToBeAsked()) {
                rest().linger();
            }
        } catch (IOException | IllegalStateException e) {
            // The other side has gone.
            bodyFinished = false;
        }
    }

    private BodyRest rest() throws IOException {
        return new BodyRest(getInputStream(), getContentLengthLong());
    }

    /** Who asks before sending has sent nothing. */
    private boolean expectsToBeAsked() {
        return getHeader("Expect") != null;
    }

    @Override
    public @Nullable String getParameter(String name) {
        readByServer = true;
        return super.getParameter(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        readByServer = true;
        return super.getParameterMap();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        readByServer = true;
        return super.getParameterNames();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        readByServer = true;
        return super.getParameterValues(name);
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        readByServer = true;
        return super.getParts();
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        readByServer = true;
        return super.getPart(name);
    }

    @Override
    public @Nullable String getRemoteUser() {
        return signedIn == null ? null : signedIn.user();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return signedIn == null ? null : new Person(signedIn.user());
    }

    @Override
    public boolean isUserInRole(String role) {
        return signedIn != null && (role.equals(SignedIn.MEMBER) || (role.equals(SignedIn.ADMIN) && signedIn.admin()));
    }

    @Override
    public @Nullable String getAuthType() {
        return signedIn == null ? null : "workstatus";
    }

    @Override
    public LimitedInput getInputStream() throws IOException {
        if (input == null) {
            input = new LimitedInput(super.getInputStream(), limit, nanoTime);
        }
        return input;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(getInputStream(), charset()));
        }
        return reader;
    }

    private Charset charset() throws UnsupportedEncodingException {
        String name = getCharacterEncoding();
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException(name);
        }
    }

    private record Person(String getName) implements Principal {}
}
