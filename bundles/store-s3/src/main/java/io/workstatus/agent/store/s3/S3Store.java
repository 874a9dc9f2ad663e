package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.api.store.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in one bucket. A put is conditional ({@code If-None-Match: *}): what is there is never written over, and an
 * object that is there already with our hash is the success whose answer was lost. Nothing is repeated in here, because
 * the queue repeats; every call has a time limit that grows with the object.
 */
final class S3Store implements ObjectStore {

    static final long LARGEST = 5L << 30;

    /** A put may be as slow as this, and never gets less than the base. */
    private static final long SLOWEST_BYTES_PER_SECOND = 8 << 10;

    private static final long UNKNOWN = -1;

    private static final Duration BASE = Duration.ofSeconds(60);

    /** Before its extension, the name of each of our keys ends with a ULID: nobody else has made such an object. */
    private static final Pattern OURS = Pattern.compile(".*-[0-9A-HJKMNP-TV-Z]{26}\\.[a-z0-9.]+");

    private final Settings settings;
    private final Calls calls;
    private final TimeSource time;
    private @Nullable Connection connection;
    private int inFlight;
    private boolean retired;

    /** Some stores do not know conditional puts; then a look before the put has to do. */
    private volatile boolean looksFirst;

    S3Store(Settings settings, Calls calls, TimeSource time) {
        this.settings = settings;
        this.calls = calls;
        this.time = time;
    }

    @Override
    public String destination() {
        return settings.destination();
    }

    @Override
    public void put(StoreObject object, Content content) throws StoreException {
        if (object.length() > LARGEST) {
            throw new StoreException(
                    Kind.ITEM,
                    "EntityTooLarge",
                    "S3 takes no object over 5 GB at once, and this one has " + object.length() + " bytes.",
                    null);
        }
        call(limit(object.length()), open -> {
            put(open, object, content);
            return true;
        });
    }

    /** In one step: a put without the condition. */
    @Override
    public void replace(StoreObject object, Content content) throws StoreException {
        call(limit(object.length()), open -> {
            open.client().putObject(request(object, false), body(object, content));
            return true;
        });
    }

    @Override
    public Optional<StoredObject> head(String key) throws StoreException {
        return call(BASE, open -> find(open, key));
    }

    @Override
    public void delete(String key) throws StoreException {
        call(BASE, open -> {
            open.client()
                    .deleteObject(request -> request.bucket(settings.bucket())
                            .key(settings.prefix() + key)
                            .overrideConfiguration(limits -> limits.apiCallTimeout(BASE)));
            return true;
        });
    }

    @Override
    public Optional<Path> localFile(String key) {
        return Optional.empty();
    }

    /** One thing to do with an open connection. */
    private interface Call<T> {
        T with(Connection open) throws StoreException;
    }

    private <T> T call(Duration limit, Call<T> call) throws StoreException {
        return calls.make(limit, () -> {
            Connection open = begin();
            try {
                return call.with(open);
            } catch (SdkException e) {
                throw told(e, open);
            } catch (ContentException e) {
                throw Failure.ofContent(e);
            } finally {
                end();
            }
        });
    }

    private StoreException told(SdkException e, Connection open) {
        StoreException told = new Failure(settings, open.region()).of(e, time.now());
        if (Failure.isOfCredentials(told)) {
            open.renewCredentials();
        }
        return told;
    }

    private synchronized Connection begin() throws StoreException {
        if (retired) {
            throw new StoreException(Kind.TRANSIENT, "Closed", "The S3 store is being stopped or set up anew.", null);
        }
        Connection open = connection;
        if (open == null) {
            try {
                open = Connection.open(settings, Calls.MOST);
            } catch (UnusableSettingException e) {
                throw new StoreException(Kind.STORE, e.code(), String.valueOf(e.getMessage()), null);
            }
            connection = open;
        }
        inFlight++;
        return open;
    }

    private synchronized void end() {
        if (--inFlight == 0 && retired) {
            disconnect();
        }
    }

    private void put(Connection open, StoreObject object, Content content) throws StoreException {
        if (looksFirst && isThere(open, object)) {
            return;
        }
        try {
            open.client().putObject(request(object, !looksFirst), body(object, content));
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                settle(open, object);
            } else if (e.statusCode() == 501 && !looksFirst) {
                looksFirst = true;
                put(open, object, content);
            } else {
                throw e;
            }
        }
    }

    private PutObjectRequest request(StoreObject object, boolean onlyIfAbsent) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(settings.prefix() + object.key())
                .contentType(object.mediaType())
                .contentLength(object.length())
                .metadata(object.metadata())
                .checksumSHA256(
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(object.sha256())))
                .overrideConfiguration(limits -> limits.apiCallTimeout(limit(object.length())));
        if (onlyIfAbsent) {
            request.ifNoneMatch("*");
        }
        settings.sse().ifPresent(request::serverSideEncryption);
        settings.kmsKeyId().ifPresent(request::ssekmsKeyId);
        settings.storageClass().ifPresent(request::storageClass);
        return request.build();
    }

    private static RequestBody body(StoreObject object, Content content) {
        return RequestBody.fromContentProvider(() -> stream(content), object.length(), object.mediaType());
    }

    /** Tells failures of the source from those of the connection, which the SDK would not. */
    private static InputStream stream(Content content) {
        try {
            return new FilterInputStream(content.open()) {
                @Override
                public int read() throws IOException {
                    try {
                        return super.read();
                    } catch (IOException e) {
                        throw new ContentException(e);
                    }
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        return super.read(bytes, offset, length);
                    } catch (IOException e) {
                        throw new ContentException(e);
                    }
                }
            };
        } catch (IOException e) {
            throw new ContentException(e);
        }
    }

    /** Something is there under our key: ours, or somebody else's. */
    private void settle(Connection open, StoreObject object) throws StoreException {
        try {
            if (!isThere(open, object)) {
                throw new StoreException(
                        Kind.TRANSIENT, "Gone", "An object was there and is gone; it is put again.", null);
            }
        } catch (S3Exception e) {
            // Whoever may write here, and not look, still knows their own keys.
            if (e.statusCode() != 403 || !OURS.matcher(object.key()).matches()) {
                throw e;
            }
        }
    }

    private boolean isThere(Connection open, StoreObject object) throws StoreException {
        Optional<StoredObject> there = find(open, object.key());
        if (there.isEmpty()) {
            return false;
        }
        long length = there.get().length();
        boolean ours = (length == UNKNOWN || length == object.length())
                && there.get()
                        .sha256()
                        .map(object.sha256()::equals)
                        .orElseGet(() -> OURS.matcher(object.key()).matches());
        if (!ours) {
            throw new StoreException(
                    Kind.ITEM,
                    "KeyTaken",
                    "Something else is stored already as " + settings.prefix() + object.key() + ".",
                    null);
        }
        return true;
    }

    private Optional<StoredObject> find(Connection open, String key) {
        try {
            HeadObjectResponse head = open.client()
                    .headObject(request -> request.bucket(settings.bucket())
                            .key(settings.prefix() + key)
                            .checksumMode(ChecksumMode.ENABLED)
                            .overrideConfiguration(limits -> limits.apiCallTimeout(BASE)));
            @Nullable Long length = head.contentLength();
            return Optional.of(new StoredObject(length == null ? UNKNOWN : length, sha256(head)));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** As S3 computed it, or else as it was told. */
    private static Optional<String> sha256(HeadObjectResponse head) {
        @Nullable String checksum = head.checksumSHA256();
        if (checksum != null && !checksum.contains("-")) {
            try {
                return Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(checksum)));
            } catch (IllegalArgumentException e) {
                return told(head);
            }
        }
        return told(head);
    }

    private static Optional<String> told(HeadObjectResponse head) {
        return Optional.ofNullable(head.metadata().get("sha256"))
                .map(hash -> hash.toLowerCase(Locale.ROOT))
                .filter(hash -> hash.matches("[0-9a-f]{64}"));
    }

    private static Duration limit(long bytes) {
        return BASE.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    }

    /** No new call is made; those that are under way end first. */
    synchronized void retire() {
        retired = true;
        if (inFlight == 0) {
            disconnect();
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
