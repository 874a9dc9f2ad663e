package io.workstatus.agent.config.client;

import static java.net.HttpURLConnection.HTTP_NOT_MODIFIED;
import static java.net.HttpURLConnection.HTTP_OK;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a policy, within limits of time, size and redirects that no server can stretch. The JDK's URL connection, as it
 * needs no thread of its own that would outlive this bundle.
 */
final class PolicyRequest {

    private static final String SIGNATURE = "Workstatus-Signature";

    /** As S3 hands an object's metadata out. */
    private static final String SIGNATURE_OF_AN_OBJECT = "x-amz-meta-signature";

    private final TimeSource time;
    private final ScheduledExecutorService watch;
    private final Limits limits;
    private final Credentials credentials;
    private volatile @Nullable HttpURLConnection current;

    /** @param watch cuts connections off when their time is up */
    PolicyRequest(TimeSource time, ScheduledExecutorService watch, Limits limits, Credentials credentials) {
        this.credentials = credentials;
        this.time = time;
        this.watch = watch;
        this.limits = limits;
    }

    /**
     * Asks once.
     *
     * @param headers for the source itself, and not for wherever it redirects to
     * @param etag of what we have, or null
     */
    PolicyAnswer send(PolicySource source, Map<String, String> headers, @Nullable String etag)
            throws RefusedException, UnreachableException {
        long end = time.nanoTime() + limits.time().toNanos();
        return send(source, source.url(), headers, etag, end);
    }

    /** The signature that lies beside the document, where none came with it; null if there is none. */
    @Nullable
    String signatureBeside(PolicySource source) throws UnreachableException {
        Optional<URI> beside = source.signature();
        if (beside.isEmpty()) {
            return null;
        }
        try {
            long end = time.nanoTime() + limits.time().toNanos();
            PolicyAnswer answer = send(source, beside.get(), Map.of(), null, end);
            return answer instanceof PolicyAnswer.Document document
                    ? new String(document.body(), StandardCharsets.ISO_8859_1)
                    : null;
        } catch (RefusedException e) {
            return null;
        }
    }

    private PolicyAnswer send(
            PolicySource source, URI url, Map<String, String> headers, @Nullable String etag, long end)
            throws RefusedException, UnreachableException {
        URI next = url;
        for (int redirects = 0; redirects <= limits.redirects(); redirects++) {
            Exchange exchange = exchange(source, next, headers, etag, end);
            if (exchange.answer() != null) {
                return exchange.answer();
            }
            next = redirect(next, exchange.location());
        }
        throw new RefusedException("it redirects more than " + limits.redirects() + " times");
    }

    /** Ends a request that is under way. */
    void abort() {
        HttpURLConnection aborted = current;
        if (aborted != null) {
            aborted.disconnect();
        }
    }

    private Exchange exchange(
            PolicySource source, URI url, Map<String, String> headers, @Nullable String etag, long end)
            throws RefusedException, UnreachableException {
        long left = Math.max(1, (end - time.nanoTime()) / 1_000_000);
        HttpURLConnection connection = null;
        var cutOff = watch.scheduleWithFixedDelay(this::abort, left, 100, MILLISECONDS);
        try {
            connection = open(url, etag, (int) left);
            if (source.isOrigin(url)) {
                headers.forEach(connection::setRequestProperty);
            }
            credentials.apply(connection, source, url);
            current = connection;
            return read(connection, source.own(), etag != null, end);
        } catch (IOException e) {
            String why = time.nanoTime() - end >= 0
                    ? "no whole answer in " + limits.time().toMillis() + " ms"
                    : reason(e);
            throw new UnreachableException(why, Optional.empty());
        } finally {
            cutOff.cancel(false);
            current = null;
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private static HttpURLConnection open(URI url, @Nullable String etag, int millis) throws IOException {
        boolean here = url.getHost().equals("localhost") || url.getHost().startsWith("127.");
        HttpURLConnection connection = (HttpURLConnection)
                (here ? url.toURL().openConnection(Proxy.NO_PROXY) : url.toURL().openConnection());
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Connection", "close");
        if (etag != null) {
            connection.setRequestProperty("If-None-Match", etag);
        }
        return connection;
    }

    private Exchange read(HttpURLConnection connection, boolean own, boolean conditional, long end)
            throws IOException, RefusedException, UnreachableException {
        int status = connection.getResponseCode();
        if (status == HTTP_NOT_MODIFIED && conditional) {
            return new Exchange(new PolicyAnswer.Unchanged(), null);
        }
        // One's own endpoint is not found while its bundle is being started or swapped.
        if (status >= 500 || status == 429 || (own && status == 404)) {
            throw new UnreachableException("it answers " + status, retryAfter(connection));
        }
        String location = connection.getHeaderField("Location");
        if (status > 300 && status < 400 && status != HTTP_NOT_MODIFIED && location != null) {
            return new Exchange(null, location);
        }
        if (status != HTTP_OK) {
            throw new RefusedException("it answers " + status);
        }
        refuseCodings(connection);
        String signature = connection.getHeaderField(SIGNATURE);
        return new Exchange(
                new PolicyAnswer.Document(
                        body(connection, end),
                        connection.getHeaderField("ETag"),
                        signature == null ? connection.getHeaderField(SIGNATURE_OF_AN_OBJECT) : signature),
                null);
    }

    private static void refuseCodings(HttpURLConnection connection) throws RefusedException {
        String coding = connection.getContentEncoding();
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new RefusedException("it is compressed, which was not asked for");
        }
        String type = connection.getContentType();
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT).replace("\"", "");
        int charset = lower.indexOf("charset=");
        if (charset >= 0 && !lower.startsWith("utf-8", charset + 8) && !lower.startsWith("us-ascii", charset + 8)) {
            throw new RefusedException("it is not UTF-8");
        }
    }

    private byte[] body(HttpURLConnection connection, long end) throws IOException, RefusedException {
        long announced = connection.getContentLengthLong();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        try (InputStream in = connection.getInputStream()) {
            while (announced <= limits.bytes() && body.size() <= limits.bytes()) {
                if (time.nanoTime() - end >= 0) {
                    throw new IOException("too slow");
                }
                int count = in.read(block);
                if (count < 0) {
                    if (body.size() < announced) {
                        throw new IOException("the answer was cut short");
                    }
                    return body.toByteArray();
                }
                body.write(block, 0, count);
            }
        }
        throw new RefusedException("it is longer than " + limits.bytes() + " bytes");
    }

    private static URI redirect(URI from, @Nullable String location) throws RefusedException {
        try {
            URI to = from.resolve(location == null ? "" : location);
            boolean worse = "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
            if (PolicySource.isHttp(to) && !worse) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new RefusedException("it redirects to where no policy is fetched from");
    }

    /** Seconds or a date, after RFC 9110 §10.2.3. */
    private Optional<Duration> retryAfter(HttpURLConnection connection) {
        String value = connection.getHeaderField("Retry-After");
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    value.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(value))
                            : Duration.between(
                                    time.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** Either an answer or where to ask instead. */
    private record Exchange(
            @Nullable PolicyAnswer answer, @Nullable String location) {}
}
