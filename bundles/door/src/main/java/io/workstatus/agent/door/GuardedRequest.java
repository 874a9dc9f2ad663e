package io.workstatus.agent.door;

import io.workstatus.agent.api.access.SignedIn;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A request that was let in: who sent it is what the door found out and nothing else, and its body has an end. */
final class GuardedRequest extends HttpServletRequestWrapper {

    private final @Nullable SignedIn signedIn;
    private final BodyLimit limit;
    private final LongSupplier nanoTime;
    private @Nullable LimitedInput input;
    private @Nullable BufferedReader reader;

    GuardedRequest(HttpServletRequest request, @Nullable SignedIn signedIn, BodyLimit limit, LongSupplier nanoTime) {
        super(request);
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
    public ServletInputStream getInputStream() throws IOException {
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
