package io.workstatus.agent.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import io.workstatus.agent.api.store.StoreObject;
import io.workstatus.agent.store.s3.ScriptedServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What S3 may answer, and what follows: one clear sentence that says what to do, and whether it is tried again. */
class AnswersTest {

    private static final String SECRET = "a-secret-for-tests-only";

    private final byte[] bytes = Objects.bytes(1);
    private final StoreObject object = Objects.object(Objects.KEY, bytes);
    private final Calls calls = new Calls();
    private final Map<String, String> before = new HashMap<>();

    private ScriptedServer server;
    private S3Store store;

    @BeforeEach
    void start() throws Exception {
        set("aws.accessKeyId", "AKIDLOCALTEST");
        set("aws.secretAccessKey", SECRET);
        set("aws.disableEc2Metadata", "true");
        set("aws.sharedCredentialsFile", "/nonexistent/credentials");
        set("aws.configFile", "/nonexistent/config");
        server = new ScriptedServer();
        store = store(Map.of());
    }

    @AfterEach
    void stop() {
        store.retire();
        calls.end();
        server.close();
        before.forEach(AnswersTest::restore);
    }

    private void set(String name, String value) {
        before.putIfAbsent(name, String.valueOf(System.getProperty(name)));
        System.setProperty(name, value);
    }

    private void clear(String name) {
        set(name, "");
        System.clearProperty(name);
    }

    private static void restore(String name, String value) {
        if (value.equals("null")) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    private S3Store store(Map<String, Object> more) throws UnusableSettingException {
        Map<String, Object> properties = server.properties();
        properties.putAll(more);
        properties.values().removeIf(""::equals);
        return new S3Store(Settings.of(properties), calls, Objects.TIME);
    }

    private void put() throws StoreException {
        store.put(object, Objects.content(bytes));
    }

    private StoreException failure() {
        return failure(object);
    }

    private StoreException failure(StoreObject of) {
        try {
            store.put(of, Objects.content(bytes));
        } catch (StoreException e) {
            assertThat(e.getMessage()).endsWith(".").doesNotContain("\n", SECRET, "software.amazon");
            return e;
        }
        throw new AssertionError("no failure");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | AccessDenied                 | STORE     | Allow s3:PutObject",
                "401 | Unauthorized                 | STORE     | or set other credentials",
                "403 | InvalidAccessKeyId           | STORE     | aws configure",
                "403 | SignatureDoesNotMatch        | STORE     | aws configure",
                "400 | ExpiredToken                 | STORE     | have expired. Renew them, as with `aws sso login`",
                "400 | InvalidToken                 | STORE     | aws configure",
                "404 | NoSuchBucket                 | STORE     | There is no bucket \"screens\"",
                "400 | AuthorizationHeaderMalformed | STORE     | not in the region eu-central-1. Set region right",
                "400 | IllegalLocationConstraintException | STORE | Set region right",
                "400 | InvalidBucketName            | STORE     | Set bucket right",
                "400 | KMS.NotFoundException        | STORE     | Set kmsKeyId to a key that is enabled",
                "400 | KMS.DisabledException        | STORE     | Set kmsKeyId to a key that is enabled",
                "400 | InvalidStorageClass          | STORE     | Set storageClass",
                "400 | EntityTooLarge               | ITEM      | never takes this object",
                "400 | KeyTooLongError              | ITEM      | never takes this object",
                "400 | MetadataTooLarge             | ITEM      | never takes this object",
                "400 | BadDigest                    | TRANSIENT | is sent again",
                "400 | XAmzContentSHA256Mismatch    | TRANSIENT | is sent again",
                "400 | RequestTimeout               | TRANSIENT | is tried again",
                "408 | RequestTimeout               | TRANSIENT | is tried again",
                "409 | ConditionalRequestConflict   | TRANSIENT | is tried again",
                "409 | OperationAborted             | TRANSIENT | is tried again",
                "429 | TooManyRequests              | TRANSIENT | is tried again",
                "500 | InternalError                | TRANSIENT | is tried again",
                "502 | BadGateway                   | TRANSIENT | is tried again",
                "503 | SlowDown                     | TRANSIENT | is tried again",
                "418 | Teapot                       | STORE     | Look at the settings",
            })
    void whatItMeansIsSaid(int status, String code, Kind kind, String words) {
        server.then(Answer.error(status, code));

        StoreException e = failure();

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageContaining(words);
        assertThat(server.requests).as("the queue repeats, not the store").hasSize(1);
    }

    @Test
    void theRightRegionIsNamedWhereS3TellsIt() {
        server.then(Answer.error(301, "PermanentRedirect", Map.of("x-amz-bucket-region", "us-west-2")));

        assertThat(failure()).hasMessageContaining("It is in us-west-2.");
    }

    @ParameterizedTest
    @CsvSource({"-3600, slow", "3600, fast"})
    void aClockAnHourOffIsSaidWithHowMuch(int off, String word) throws Exception {
        store = new S3Store(Settings.of(server.properties()), calls, wrongBy(off));
        server.then(Answer.error(403, "RequestTimeTooSkewed")); // the server's answers carry its own, right time

        StoreException e = failure();

        assertThat(e.kind()).isEqualTo(Kind.STORE);
        assertThat(e.getMessage()).matches(".* by (59|60|61) minutes, it is " + word + ".*timedatectl.*");
    }

    private static TimeSource wrongBy(int seconds) {
        return new TimeSource() {
            @Override
            public Instant now() {
                return Objects.TIME.now().plusSeconds(seconds);
            }

            @Override
            public long nanoTime() {
                return Objects.TIME.nanoTime();
            }

            @Override
            public ZoneId zone() {
                return ZoneOffset.UTC;
            }
        };
    }

    @Test
    void aRetryAfterIsPassedOnInSecondsOrAsADate() {
        server.then(Answer.error(503, "SlowDown", Map.of("Retry-After", "7")));
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));

        Instant at = Objects.TIME.now().plusSeconds(100);
        server.then(Answer.error(
                429,
                "TooManyRequests",
                Map.of("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC)))));
        assertThat(failure().retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));

        server.then(Answer.error(503, "SlowDown", Map.of("Retry-After", "soon")));
        assertThat(failure().retryAfter()).isEmpty();
    }

    @Test
    void whatIsThereAlreadyIsAskedForItsHash() throws Exception {
        server.then(
                Answer.error(412, "PreconditionFailed"),
                new Answer(200, "", Map.of("Content-Length", "" + bytes.length, "x-amz-meta-sha256", object.sha256())));
        put();

        server.then(
                Answer.error(412, "PreconditionFailed"),
                new Answer(200, "", Map.of("Content-Length", "" + bytes.length, "x-amz-meta-sha256", "0".repeat(64))));
        StoreException e = failure();
        assertThat(e.kind()).isEqualTo(Kind.ITEM);
        assertThat(e.code()).isEqualTo("KeyTaken");

        server.then(Answer.error(412, "PreconditionFailed"), Answer.error(404, "NoSuchKey"));
        assertThat(failure().kind()).isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void withoutTheRightToLookOnesOwnKeyIsOnesOwnSuccess() throws Exception {
        server.then(Answer.error(412, "PreconditionFailed"), Answer.error(403, "AccessDenied"));
        put();
        assertThat(server.requests).extracting(ScriptedServer.Request::method).containsExactly("PUT", "HEAD");

        server.then(Answer.error(412, "PreconditionFailed"), Answer.error(403, "AccessDenied"));
        assertThat(failure(Objects.object("policy/current.json", bytes)).kind()).isEqualTo(Kind.STORE);
    }

    @Test
    void aStoreThatKnowsNoConditionsIsLookedIntoFirst() throws Exception {
        server.then(Answer.error(501, "NotImplemented"), Answer.error(404, "NoSuchKey"));
        put();
        put();

        assertThat(server.requests)
                .extracting(request -> request.method() + request.header("If-None-Match"))
                .containsExactly("PUT*", "HEAD", "PUT", "HEAD");
    }

    @Test
    void aPutCarriesItsHashAndItsConditionAndForOtherStoresAnMd5() throws Exception {
        put();

        ScriptedServer.Request request = server.requests.get(0);
        assertThat(request.path()).isEqualTo("/screens/" + Objects.KEY);
        assertThat(request.body()).isEqualTo(bytes);
        assertThat(request.header("If-None-Match")).isEqualTo("*");
        assertThat(request.header("x-amz-checksum-sha256"))
                .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(object.sha256())));
        assertThat(request.header("x-amz-meta-sha256")).isEqualTo(object.sha256());
        assertThat(request.header("Content-MD5"))
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("MD5").digest(bytes)));
        assertThat(request.header("x-amz-trailer"))
                .as("many a store refuses it")
                .isEmpty();
        assertThat(request.header("Transfer-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "s3.eu-central-1.amazonaws.com, true",
        "screens.s3.cn-north-1.amazonaws.com.cn, true",
        "S3.AMAZONAWS.COM, true",
        "amazonaws.com.example.org, false",
        "notamazonaws.com, false",
        "127.0.0.1, false",
    })
    void onlyAmazonDoesWithoutTheMd5(String host, boolean isAmazon) {
        assertThat(ContentMd5.isAmazon(host)).isEqualTo(isAmazon);
    }

    static Stream<Map<String, Object>> encryption() {
        return Stream.of(
                Map.of("sse", "AES256", "expected", "AES256"),
                Map.of("sse", "aws:kms", "expected", "aws:kms"),
                Map.of("sse", "aws:kms", "kmsKeyId", "alias/screens", "expected", "aws:kms"),
                Map.of("kmsKeyId", "alias/screens", "expected", "aws:kms"),
                Map.of("sse", "aws:kms:dsse", "expected", "aws:kms:dsse"),
                Map.of("expected", ""));
    }

    @ParameterizedTest
    @MethodSource("encryption")
    void encryptionAndStorageClassAreAskedFor(Map<String, Object> settings) throws Exception {
        Map<String, Object> set = new HashMap<>(settings);
        String expected = String.valueOf(set.remove("expected"));
        set.put("storageClass", "STANDARD_IA");
        store = store(set);
        put();

        ScriptedServer.Request request = server.requests.get(0);
        assertThat(request.header("x-amz-server-side-encryption")).isEqualTo(expected);
        assertThat(request.header("x-amz-server-side-encryption-aws-kms-key-id"))
                .isEqualTo(set.getOrDefault("kmsKeyId", ""));
        assertThat(request.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    }

    private void awsFiles(Path folder) throws IOException {
        clear("aws.accessKeyId");
        clear("aws.secretAccessKey");
        Path credentials = folder.resolve("credentials");
        Files.writeString(credentials, """
                [default]
                aws_access_key_id = AKIDDEFAULT
                aws_secret_access_key = secret-of-default
                [team]
                aws_access_key_id = AKIDTEAM
                aws_secret_access_key = secret-of-team
                aws_session_token = token-of-team
                """);
        Path config = folder.resolve("config");
        Files.writeString(config, """
                [default]
                region = eu-west-3
                [profile team]
                region = eu-north-1
                """);
        set("aws.sharedCredentialsFile", credentials.toString());
        set("aws.configFile", config.toString());
    }

    @Test
    void whatAwsConfigureWroteIsEnough(@TempDir Path folder) throws Exception {
        awsFiles(folder);
        store = store(Map.of("region", ""));

        put();

        assertThat(server.requests.get(0).header("Authorization"))
                .contains("Credential=AKIDDEFAULT/", "/eu-west-3/s3/");
    }

    @Test
    void aProfileBringsItsCredentialsItsTokenAndItsRegion(@TempDir Path folder) throws Exception {
        awsFiles(folder);
        store = store(Map.of("region", "", "profile", "team"));

        put();

        assertThat(server.requests.get(0).header("Authorization")).contains("Credential=AKIDTEAM/", "/eu-north-1/s3/");
        assertThat(server.requests.get(0).header("x-amz-security-token")).isEqualTo("token-of-team");
    }

    @Test
    void aProfileThatIsNotThereIsNamedAndFoundOnceItIs(@TempDir Path folder) throws Exception {
        awsFiles(folder);
        store = store(Map.of("profile", "ops"));

        StoreException e = failure();

        assertThat(e.kind()).isEqualTo(Kind.STORE);
        assertThat(e.code()).isEqualTo("NoCredentials");
        assertThat(e).hasMessageContaining("\"ops\"").hasMessageContaining("aws configure");
        assertThat(server.requests).isEmpty();
        Files.writeString(
                folder.resolve("credentials"),
                "[ops]\naws_access_key_id = AKIDOPS\naws_secret_access_key = secret-of-ops\n");
        put();
        assertThat(server.requests.get(0).header("Authorization")).contains("Credential=AKIDOPS/");
    }

    @Test
    void theRoleOfAContainerIsAskedForItsCredentials() throws Exception {
        clear("aws.accessKeyId");
        clear("aws.secretAccessKey");
        set("aws.containerCredentialsFullUri", "http://127.0.0.1:" + server.port() + "/role");
        String expires = Objects.TIME.now().plusSeconds(3600).toString();
        server.then(new Answer(
                200,
                "{\"AccessKeyId\":\"AKIDROLE\",\"SecretAccessKey\":\"secret-of-role\",\"Token\":\"t\",\"Expiration\":\""
                        + expires + "\"}",
                Map.of("Content-Type", "application/json")));

        put();

        assertThat(server.requests).extracting(ScriptedServer.Request::path).startsWith("/role");
        assertThat(server.requests.get(1).header("Authorization")).contains("Credential=AKIDROLE/");
    }

    /** Reads so many bytes of what comes, and closes the connection with a reset. */
    private static void resetAfter(ServerSocket socket, int length) {
        try (Socket connection = socket.accept()) {
            connection.setSoLinger(true, 0);
            connection.getInputStream().readNBytes(length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_000, 19_800})
    void aConnectionThatIsResetIsTriedAgain(int received) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            store = store(Map.of("endpoint", "http://127.0.0.1:" + socket.getLocalPort()));
            Thread network = new Thread(() -> resetAfter(socket, received));
            network.start();

            StoreException e = failure();

            assertThat(e.kind()).isEqualTo(Kind.TRANSIENT);
            assertThat(e.code()).isEqualTo("ConnectionLost");
            network.join(10_000);
        }
    }
}
