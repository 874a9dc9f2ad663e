package io.workstatus.agent.store.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where objects go and how; checked.
 *
 * @param prefix what stands before every key, as it was set
 * @param sse the value of S3's header, or empty for the bucket's default
 */
record Settings(
        String bucket,
        Optional<String> region,
        Optional<URI> endpoint,
        boolean pathStyle,
        String prefix,
        Optional<String> sse,
        Optional<String> kmsKeyId,
        Optional<String> storageClass,
        Optional<String> profile) {

    private static final List<String> NAMES = List.of(
            "bucket", "region", "endpoint", "pathStyle", "prefix", "sse", "kmsKeyId", "storageClass", "profile");
    private static final int LONGEST_PREFIX = 512;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern LIKE_AN_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern ACCESS_POINT =
            Pattern.compile("arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\\d{12}:[A-Za-z0-9/:._-]+");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern STORAGE_CLASS = Pattern.compile("[A-Z0-9_]{1,32}");

    /** The bucket as it is set, trimmed; empty if none is. */
    static String bucketOf(Map<String, ?> properties) {
        return text(properties, "bucket");
    }

    static Settings of(Map<String, ?> properties) throws UnusableSettingException {
        Optional<String> kmsKeyId = optional(properties, "kmsKeyId");
        return new Settings(
                bucket(bucketOf(properties)),
                region(optional(properties, "region")),
                endpoint(optional(properties, "endpoint")),
                flag(properties, "pathStyle"),
                prefix(text(properties, "prefix")),
                sse(optional(properties, "sse"), kmsKeyId),
                kmsKeyId,
                storageClass(optional(properties, "storageClass")),
                optional(properties, "profile"));
    }

    private static String text(Map<String, ?> properties, String name) {
        Object value = properties.get(name);
        return value == null ? "" : value.toString().strip();
    }

    private static Optional<String> optional(Map<String, ?> properties, String name) {
        return Optional.of(text(properties, name)).filter(text -> !text.isEmpty());
    }

    private static boolean flag(Map<String, ?> properties, String name) throws UnusableSettingException {
        String text = text(properties, name).toLowerCase(Locale.ROOT);
        if (text.isEmpty() || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw new UnusableSettingException(
                "InvalidPathStyle", "S3's " + name + " is \"" + shown(text) + "\". Set it to true or false.");
    }

    private static String bucket(String bucket) throws UnusableSettingException {
        boolean possible = BUCKET.matcher(bucket).matches()
                && !bucket.contains("..")
                && !bucket.contains(".-")
                && !bucket.contains("-.")
                && !LIKE_AN_ADDRESS.matcher(bucket).matches()
                && !bucket.startsWith("xn--");
        if (possible || ACCESS_POINT.matcher(bucket).matches()) {
            return bucket;
        }
        throw new UnusableSettingException(
                "InvalidBucketName",
                "No S3 bucket can be called \"" + shown(bucket) + "\". Set bucket to a name of 3 to 63 lower-case"
                        + " letters, digits, dots and hyphens.");
    }

    private static Optional<String> region(Optional<String> region) throws UnusableSettingException {
        if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
            throw new UnusableSettingException(
                    "InvalidRegion", "S3's region \"" + shown(region.get()) + "\" is none. Set it as in eu-central-1.");
        }
        return region;
    }

    private static Optional<URI> endpoint(Optional<String> text) throws UnusableSettingException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI endpoint = new URI(text.get());
            String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
            boolean possible = (scheme.equals("http") || scheme.equals("https"))
                    && endpoint.getHost() != null
                    && endpoint.getUserInfo() == null
                    && endpoint.getQuery() == null
                    && endpoint.getFragment() == null;
            if (possible) {
                return Optional.of(endpoint);
            }
        } catch (URISyntaxException e) {
            // Said below. The text is not repeated there: whoever writes a password into an address does it here.
        }
        throw new UnusableSettingException(
                "InvalidEndpoint",
                "S3's endpoint is no URL that can be used. Set it as in https://s3.example.org:9000, without a name or"
                        + " password, or leave it empty for Amazon's.");
    }

    private static String prefix(String prefix) throws UnusableSettingException {
        String[] segments = prefix.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean isLast = i == segments.length - 1;
            if (segments[i].equals(".") || segments[i].equals("..") || (segments[i].isEmpty() && !isLast)) {
                throw unusablePrefix(prefix);
            }
        }
        if (prefix.length() > LONGEST_PREFIX || !prefix.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')) {
            throw unusablePrefix(prefix);
        }
        return prefix;
    }

    private static UnusableSettingException unusablePrefix(String prefix) {
        return new UnusableSettingException(
                "InvalidPrefix",
                "S3's prefix \"" + shown(prefix) + "\" cannot be used. Set it as in team-a/, without a slash at its"
                        + " beginning, without empty, . or .. segments, in at most " + LONGEST_PREFIX
                        + " printable ASCII characters.");
    }

    private static Optional<String> sse(Optional<String> text, Optional<String> kmsKeyId)
            throws UnusableSettingException {
        String sse = text.orElse(kmsKeyId.isPresent() ? "aws:kms" : "").toLowerCase(Locale.ROOT);
        Optional<String> header = switch (sse) {
            case "", "none" -> Optional.empty();
            case "aes256", "sse-s3" -> Optional.of("AES256");
            case "aws:kms", "sse-kms" -> Optional.of("aws:kms");
            case "aws:kms:dsse", "dsse-kms" -> Optional.of("aws:kms:dsse");
            default ->
                throw new UnusableSettingException(
                        "InvalidSse",
                        "S3's sse \"" + shown(sse) + "\" is none. Set it to AES256, aws:kms or aws:kms:dsse, or"
                                + " leave it empty for the bucket's default.");
        };
        if (kmsKeyId.isPresent() && header.filter(h -> h.startsWith("aws:kms")).isEmpty()) {
            throw new UnusableSettingException(
                    "InvalidSse", "S3's kmsKeyId needs sse aws:kms. Set that, or leave kmsKeyId empty.");
        }
        return header;
    }

    private static Optional<String> storageClass(Optional<String> text) throws UnusableSettingException {
        if (text.isPresent() && !STORAGE_CLASS.matcher(text.get()).matches()) {
            throw new UnusableSettingException(
                    "InvalidStorageClass",
                    "S3's storageClass \"" + shown(text.get()) + "\" is none. Set it as in STANDARD_IA, or leave it"
                            + " empty.");
        }
        return text;
    }

    /** Printable and short: this comes from outside. */
    private static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
    }

    /** The place, for people, and unlike any other place. */
    String destination() {
        return "s3://" + bucket + "/" + prefix
                + endpoint.map(uri -> " at " + uri).orElse("");
    }

    /** The same text for properties that set up the same store. */
    static String comparable(Map<String, ?> properties) {
        return NAMES.stream().map(name -> name + "=" + text(properties, name)).collect(Collectors.joining("\n"));
    }
}
