package io.workstatus.agent.door;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A response whose security headers stay, whatever a servlet does, and whose errors are the door's: once one was sent,
 * what the servlet still writes goes nowhere.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

    private static final String CACHE_CONTROL = "Cache-Control";

    private final SecurityHeaders security;
    private final @Nullable String nonce;
    private final BiFunction<Integer, @Nullable String, Failure> failures;
    private @Nullable DiscardableOutput output;
    private @Nullable PrintWriter writer;
    private boolean writerTaken;
    private volatile boolean failed;
    private boolean cachingDecided;
    private boolean allowIsOwed;
    private @Nullable String owedSentence;

    /**
     * How an error is told.
     *
     * @param last whether the connection ends with it
     */
    record Failure(int status, ErrorBody body, boolean last) {}

    /**
     * @param nonce for the scripts of the console's pages, or null where there is nothing to rewrite
     * @param failures from a status and a sentence, which may be null, to what is sent
     */
    GuardedResponse(
            HttpServletResponse response,
            SecurityHeaders security,
            @Nullable String nonce,
            BiFunction<Integer, @Nullable String, Failure> failures) {
        super(response);
        this.security = security;
        this.nonce = nonce;
        this.failures = failures;
        putHeaders();
    }

    private void putHeaders() {
        security.all().forEach(super::setHeader);
        super.setHeader(CACHE_CONTROL, "no-store");
        cachingDecided = false;
    }

    @Override
    public void reset() {
        super.reset();
        output = null;
        writer = null;
        writerTaken = false;
        putHeaders();
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (security.contains(name)) {
            return;
        }
        if (name.equalsIgnoreCase(CACHE_CONTROL)) {
            cachingDecided = true;
        }
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (name.equalsIgnoreCase(CACHE_CONTROL) && !cachingDecided) {
            setHeader(name, value);
        } else if (!security.contains(name)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        // A page that gets nonces becomes longer than its servlet thinks.
        if (nonce == null) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String sentence) throws IOException {
        if (failed) {
            return;
        }
        if (isCommitted()) {
            throw new IllegalStateException("The response was sent already.");
        }
        failed = true;
        if (status == SC_METHOD_NOT_ALLOWED && !containsHeader("Allow")) {
            // RFC 9110 §15.5.6 wants it; the servlet is asked when it is done.
            allowIsOwed = true;
            owedSentence = sentence;
            return;
        }
        tell(status, sentence);
    }

    /** Whether an error waits for the methods that would have been allowed. */
    boolean allowIsOwed() {
        return allowIsOwed;
    }

    /** Tells the error that waits. */
    void payAllow(String methods) throws IOException {
        allowIsOwed = false;
        super.setHeader("Allow", methods);
        tell(SC_METHOD_NOT_ALLOWED, owedSentence);
    }

    private void tell(int status, @Nullable String sentence) throws IOException {
        Failure failure = failures.apply(status, sentence);
        super.resetBuffer();
        super.setStatus(failure.status());
        super.setHeader("ETag", null);
        super.setHeader("Last-Modified", null);
        super.setHeader("Content-Encoding", null);
        super.setHeader("Content-Disposition", null);
        super.setHeader(CACHE_CONTROL, "no-store");
        if (failure.last()) {
            super.setHeader("Connection", "close");
        }
        super.setContentType(failure.body().mediaType());
        byte[] content = failure.body().content();
        super.setContentLengthLong(content.length);
        if (writerTaken) {
            PrintWriter out = super.getWriter();
            for (byte b : content) {
                out.write(b);
            }
            out.close();
        } else {
            try (ServletOutputStream out = super.getOutputStream()) {
                out.write(content);
            }
        }
    }

    /** Whether an error was told. */
    boolean failed() {
        return failed;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (output == null) {
            output = new DiscardableOutput(super.getOutputStream(), () -> failed);
        }
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            String mediaType = getContentType();
            Writer out = new DiscardableWriter(super.getWriter(), () -> failed);
            writerTaken = true;
            boolean page = mediaType != null && mediaType.startsWith("text/html");
            writer = new PrintWriter(nonce != null && page ? new NonceWriter(out, nonce) : out);
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (failed) {
            return;
        }
        if (writer != null) {
            writer.flush();
        }
        super.flushBuffer();
    }

    @Override
    public void resetBuffer() {
        if (!failed) {
            super.resetBuffer();
        }
    }

    @Override
    public void setStatus(int status) {
        if (!failed) {
            super.setStatus(status);
        }
    }
}
