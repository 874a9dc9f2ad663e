package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What helps against a failure of S3, in words for people. No exception of the SDK gets out of here: it would keep this
 * bundle's classes with whoever remembers it.
 */
final class Failure {

    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "InvalidSecurity",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "NotSignedUp",
            "AccountProblem");
    private static final Set<String> EXPIRED_CREDENTIALS =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired");
    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "Redirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "IncorrectEndpoint");
    private static final Set<String> DAMAGED_ON_THE_WAY = Set.of(
            "BadDigest",
            "InvalidDigest",
            "XAmzContentSHA256Mismatch",
            "XAmzContentChecksumMismatch",
            "IncompleteBody",
            "ContentSHA256Mismatch");
    private static final Set<String> OF_THE_OBJECT = Set.of(
            "EntityTooLarge",
            "EntityTooSmall",
            "KeyTooLongError",
            "MetadataTooLarge",
            "RequestHeaderSectionTooLarge",
            "InvalidObjectName",
            "UnsupportedMediaType");

    private final Settings settings;
    private final String region;

    Failure(Settings settings, String region) {
        this.settings = settings;
        this.region = region;
    }

    /** Whether other credentials might help. */
    static boolean isOfCredentials(StoreException e) {
        return Set.of("NoCredentials", "AccessDenied").contains(e.code())
                || BAD_CREDENTIALS.contains(e.code())
                || EXPIRED_CREDENTIALS.contains(e.code());
    }

    StoreException of(SdkException e, Instant now) {
        return e instanceof AwsServiceException answer && answer.statusCode() > 0
                ? refused(answer, now)
                : unanswered(e);
    }

    static StoreException ofContent(ContentException e) {
        return new StoreException(
                Kind.TRANSIENT, "ContentUnreadable", "What was to be stored cannot be read: " + e.getMessage(), null);
    }

    private StoreException refused(AwsServiceException e, Instant now) {
        int status = e.statusCode();
        @Nullable AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null
                        || details.errorCode() == null
                        || !details.errorCode().matches("[A-Za-z0-9.]+")
                ? "Http" + status
                : details.errorCode();
        Optional<Duration> retryAfter = retryAfter(header(details, "Retry-After"), now);

        if (code.equals("RequestTimeTooSkewed")) {
            return store(code, skew(header(details, "Date"), now));
        }
        if (EXPIRED_CREDENTIALS.contains(code)) {
            return store(
                    code, "The AWS credentials have expired. Renew them, as with `aws sso login` or `aws configure`.");
        }
        if (BAD_CREDENTIALS.contains(code)) {
            return store(
                    code,
                    "S3 does not accept the AWS credentials (" + code
                            + "). Set them right: run `aws configure` as the user" + " that runs the agent.");
        }
        if (code.equals("NoSuchBucket") || (status == 404 && code.startsWith("Http"))) {
            return store(
                    code,
                    "There is no bucket \"" + settings.bucket() + "\" " + place()
                            + ". Create it, or set bucket, region and endpoint right.");
        }
        if (WRONG_REGION.contains(code) || status == 301 || status == 307 || status == 308) {
            String right = header(details, "x-amz-bucket-region")
                    .filter(name -> name.matches("[a-z0-9-]{1,64}"))
                    .map(name -> " It is in " + name + ".")
                    .orElse("");
            return store(
                    code,
                    "The bucket \"" + settings.bucket() + "\" is not in the region " + region + "." + right
                            + " Set region right.");
        }
        if (code.equals("InvalidBucketName")) {
            return store(code, "S3 says that no bucket can be called \"" + settings.bucket() + "\". Set bucket right.");
        }
        if (DAMAGED_ON_THE_WAY.contains(code)) {
            return new StoreException(
                    Kind.TRANSIENT,
                    code,
                    "An object arrived damaged at S3 (" + code + ") and is sent again.",
                    null,
                    retryAfter);
        }
        if (OF_THE_OBJECT.contains(code) || status == 413) {
            return new StoreException(Kind.ITEM, code, "S3 never takes this object (" + code + ").", null);
        }
        if (code.equals("InvalidStorageClass")) {
            return store(
                    code,
                    "S3 does not know the storage class \""
                            + settings.storageClass().orElse("") + "\". Set storageClass as in STANDARD_IA, or leave"
                            + " it empty.");
        }
        if (code.startsWith("KMS") || code.startsWith("Kms")) {
            return store(
                    code,
                    "S3 cannot encrypt with the KMS key (" + code
                            + "). Set kmsKeyId to a key that is enabled, in the bucket's region, and that the credentials"
                            + " may use.");
        }
        if (code.equals("RequestTimeout") // S3 says this with 400: the body did not come in time
                || status == 408
                || status == 409
                || status == 425
                || status == 429
                || (status >= 500 && status != 501)) {
            return new StoreException(
                    Kind.TRANSIENT,
                    code,
                    "S3 is busy or out of order (" + status + " " + code + "); it is tried again.",
                    null,
                    retryAfter);
        }
        if (status == 401 || status == 403) {
            return new StoreException(
                    Kind.STORE,
                    "AccessDenied",
                    "The AWS credentials may not do this in the bucket \"" + settings.bucket() + "\" " + place()
                            + ". Allow s3:PutObject (and s3:GetObject, s3:DeleteObject) on " + settings.bucket() + "/"
                            + settings.prefix() + "*, or set other credentials.",
                    null,
                    retryAfter);
        }
        return new StoreException(
                Kind.STORE,
                code,
                "S3 refused (" + status + " " + code + "). Look at the settings of the S3 store.",
                null,
                retryAfter);
    }

    private static String skew(Optional<String> date, Instant now) {
        String off = "";
        try {
            if (date.isPresent()) {
                Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get(), Instant::from);
                long minutes = Duration.between(theirs, now).toMinutes();
                off = minutes == 0
                        ? ""
                        : " by " + Math.abs(minutes) + " minutes, it is " + (minutes > 0 ? "fast" : "slow");
            }
        } catch (DateTimeException e) {
            off = "";
        }
        return "The clock of this machine is wrong" + off
                + ", so S3 refuses its requests. Set it right, as with `timedatectl set-ntp true`.";
    }

    private StoreException unanswered(SdkException e) {
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return unreachable("Timeout", "did not answer in time");
        }
        if (e instanceof AbortedException) {
            return new StoreException(
                    Kind.TRANSIENT, "Aborted", "The S3 store was stopped while an object was sent.", null);
        }
        Optional<ContentException> content = cause(e, ContentException.class);
        if (content.isPresent()) {
            return ofContent(content.get());
        }
        if (String.valueOf(e.getMessage()).contains("load credentials") || isMissingProfile(e)) {
            return store(
                    "NoCredentials",
                    "No AWS credentials were found"
                            + settings.profile()
                                    .map(p -> " in the profile \"" + p + "\"")
                                    .orElse("")
                            + ". Run `aws configure` as the user that runs the agent, or set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY.");
        }
        if (cause(e, UnknownHostException.class).isPresent()) {
            return unreachable("UnknownHost", "has a name that is not known here");
        }
        if (cause(e, SSLException.class).isPresent()) {
            Optional<SSLException> tls = cause(e, SSLException.class);
            if (isOfCertificate(tls.get())) {
                return store(
                        "TlsUntrusted",
                        "The certificate of " + host()
                                + " is not trusted. Set endpoint right, see to its certificate and"
                                + " to this machine's clock, or make Java trust it (javax.net.ssl.trustStore in"
                                + " WORKSTATUS_JAVA_OPTS).");
            }
            return unreachable("TlsError", "cannot be spoken to over TLS; is its endpoint right?");
        }
        if (cause(e, SocketTimeoutException.class).isPresent()) {
            return unreachable("Timeout", "did not answer in time");
        }
        if (cause(e, ConnectException.class).isPresent()
                || cause(e, NoRouteToHostException.class).isPresent()) {
            return unreachable("NoConnection", "cannot be reached");
        }
        if (cause(e, IOException.class).isPresent()) {
            return unreachable("ConnectionLost", "was lost while an object was sent");
        }
        return new StoreException(
                Kind.TRANSIENT,
                "S3Failed",
                "The S3 store failed: " + e.getClass().getSimpleName() + ": " + firstLine(e.getMessage()),
                null);
    }

    private StoreException unreachable(String code, String what) {
        return new StoreException(
                Kind.TRANSIENT, code, host() + " " + what + ". Is there a network? It is tried again.", null);
    }

    private static boolean isMissingProfile(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("profile") && (message.contains("not found") || message.contains("Unable to"));
    }

    private static boolean isOfCertificate(SSLException e) {
        return cause(e, java.security.GeneralSecurityException.class).isPresent()
                || e instanceof javax.net.ssl.SSLPeerUnverifiedException
                || String.valueOf(e.getMessage()).contains("certificate");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        @Nullable Throwable at = e;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    private String place() {
        return settings.endpoint().map(uri -> "at " + uri).orElse("in " + region);
    }

    private String host() {
        return settings.endpoint().map(uri -> "The S3 store at " + uri).orElse("Amazon S3 in " + region);
    }

    private static String firstLine(@Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }

    private static StoreException store(String code, String message) {
        return new StoreException(Kind.STORE, code, message, null);
    }

    private static Optional<String> header(@Nullable AwsErrorDetails details, String name) {
        @Nullable SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        return response == null ? Optional.empty() : response.firstMatchingHeader(name);
    }

    /** After RFC 9110 §10.2.3: seconds, or a date. */
    static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        String text = header.get().strip();
        try {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            return Optional.of(Duration.between(now, at)).filter(wait -> !wait.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
