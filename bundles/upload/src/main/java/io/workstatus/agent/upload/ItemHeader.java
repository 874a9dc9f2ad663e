package io.workstatus.agent.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.queue.Artifact;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All that is known of an item without reading its bytes: an artifact without its content.
 *
 * @param length of the content, in bytes
 * @param sha256 of the content
 */
record ItemHeader(
        String id,
        String kind,
        String key,
        String mediaType,
        Instant createdAt,
        String user,
        Map<String, String> attributes,
        long length,
        String sha256) {

    private static final int LONGEST_KEY = 1024;
    private static final int LONGEST_TEXT = 256;
    private static final int MOST_ATTRIBUTES = 32;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}");

    static ItemHeader of(Artifact artifact) {
        return new ItemHeader(
                artifact.id(),
                artifact.kind(),
                artifact.key(),
                artifact.mediaType(),
                artifact.createdAt(),
                artifact.user(),
                artifact.attributes(),
                artifact.content().length,
                artifact.sha256());
    }

    /** What is wrong with it, if anything: an id or a key that leads out of its folder, above all. */
    Optional<String> flaw() {
        if (!ItemId.isValid(id)) {
            return Optional.of("its id is not a ULID");
        }
        if (key.length() > LONGEST_KEY || !key.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '\\')) {
            return Optional.of("its key is too long or has characters that no key has");
        }
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return Optional.of("its key has a segment that is empty, . or ..");
            }
        }
        if (!MEDIA_TYPE.matcher(mediaType).matches()) {
            return Optional.of("its media type is none");
        }
        if (kind.isEmpty() || kind.length() > LONGEST_TEXT || user.length() > LONGEST_TEXT) {
            return Optional.of("its kind is missing, or kind or user is longer than " + LONGEST_TEXT + " characters");
        }
        if (attributes.size() > MOST_ATTRIBUTES
                || attributes.entrySet().stream().anyMatch(ItemHeader::isTooLong)) {
            return Optional.of("it has too many attributes, or one that is too long");
        }
        if (length < 1) {
            return Optional.of("it is empty");
        }
        return Sha256.isOne(sha256) ? Optional.empty() : Optional.of("its SHA-256 is none");
    }

    private static boolean isTooLong(Map.Entry<String, String> attribute) {
        return attribute.getKey().length() > LONGEST_TEXT
                || attribute.getValue().length() > LONGEST_TEXT;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("kind", kind)
                .put("key", key)
                .put("mediaType", mediaType)
                .put("createdAt", TimeSource.ISO_MILLIS.format(createdAt))
                .put("user", user);
        ObjectNode bag = json.putObject("attributes");
        new TreeMap<>(attributes).forEach(bag::put);
        return json.put("length", length).put("sha256", sha256);
    }

    static ItemHeader of(JsonNode json) throws DamagedItemException {
        Map<String, String> attributes = new TreeMap<>();
        json.path("attributes")
                .properties()
                .forEach(a -> attributes.put(a.getKey(), a.getValue().asText()));
        ItemHeader header;
        try {
            header = new ItemHeader(
                    json.path("id").asText(),
                    json.path("kind").asText(),
                    json.path("key").asText(),
                    json.path("mediaType").asText(),
                    Instant.parse(json.path("createdAt").asText()),
                    json.path("user").asText(),
                    Map.copyOf(attributes),
                    json.path("length").asLong(-1),
                    json.path("sha256").asText());
        } catch (DateTimeException e) {
            throw new DamagedItemException("its header has no time");
        }
        Optional<String> flaw = header.flaw();
        if (flaw.isPresent()) {
            throw new DamagedItemException(flaw.get());
        }
        return header;
    }
}
