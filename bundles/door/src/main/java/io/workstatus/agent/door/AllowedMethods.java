package io.workstatus.agent.door;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a servlet what it would have taken, by an {@code OPTIONS} of which nothing but the {@code Allow} is seen. */
final class AllowedMethods extends HttpServletResponseWrapper {

    private static final Set<String> NEVER_SERVED = Set.of("TRACE", "OPTIONS");
    private static final String OTHERWISE = "GET, HEAD";

    private String allow = OTHERWISE;

    private AllowedMethods(HttpServletResponse response) {
        super(response);
    }

    static String of(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
        AllowedMethods asked = new AllowedMethods(response);
        try {
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public String getMethod() {
                            return "OPTIONS";
                        }
                    },
                    asked);
        } catch (IOException | ServletException | RuntimeException e) {
            return OTHERWISE;
        }
        String served = Arrays.stream(asked.allow.split(",", -1))
                .map(String::strip)
                .filter(method -> !NEVER_SERVED.contains(method))
                .collect(Collectors.joining(", "));
        return served.isEmpty() ? OTHERWISE : served;
    }

    @Override
    public void setHeader(String name, String value) {
        if (name.equalsIgnoreCase("Allow") && value != null) {
            allow = value;
        }
    }

    @Override
    public void addHeader(String name, String value) {
        setHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {}

    @Override
    public void addIntHeader(String name, int value) {}

    @Override
    public void setDateHeader(String name, long value) {}

    @Override
    public void addDateHeader(String name, long value) {}

    @Override
    public void setStatus(int status) {}

    @Override
    public void sendError(int status) {}

    @Override
    public void sendError(int status, String sentence) {}

    @Override
    public void sendRedirect(String location) {}

    @Override
    public void setContentType(String type) {}

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void flushBuffer() {}

    @Override
    public void reset() {}

    @Override
    public void resetBuffer() {}

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(Writer.nullWriter());
    }

    @Override
    public ServletOutputStream getOutputStream() {
        OutputStream nowhere = OutputStream.nullOutputStream();
        return new ServletOutputStream() {
            @Override
            public void write(int value) throws IOException {
                nowhere.write(value);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}
        };
    }
}
