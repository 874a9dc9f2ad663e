package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues of what is served, where there is a key to sign with: {@code secrets/policy-key}. An issue is good for 30 days,
 * and followed by the next one when half of them are over, or when what is served changes. Numbers are seconds since 1970
 * where these rise, so that they rise also after the home was lost.
 */
final class Signing {

    private static final Logger LOG = LoggerFactory.getLogger(Signing.class);
    private static final Duration VALIDITY = Duration.ofDays(30);

    private final Path keyFile;
    private final Path lastIssue;
    private final TimeSource time;
    private @Nullable String keyText;
    private @Nullable PolicyKey key;

    Signing(Path home, TimeSource time) {
        this.keyFile = home.resolve("secrets").resolve(PolicyKeyCommand.SECRET);
        this.lastIssue = home.resolve("policy/issue.json");
        this.time = time;
    }

    /** Whether documents have to be issued anew though nothing in them has changed. */
    boolean isDue(@Nullable Issue current) {
        PolicyKey now = key();
        if (current == null || now == null) {
            return current != null || now != null;
        }
        return current.key() != now || remaining(current.expires()).compareTo(VALIDITY.dividedBy(2)) < 0;
    }

    /** The issue of a set: the last one if it was of the same and is good for long enough, else a new one. Null without a key. */
    @Nullable
    Issue issue(PolicySet set) {
        PolicyKey now = key();
        if (now == null) {
            return null;
        }
        String content = Served.hash(set.toJson().toString().getBytes(UTF_8));
        Optional<Last> last = last();
        Optional<Issue> kept = last.filter(issue -> issue.of().equals(content))
                .map(issue -> new Issue(now, issue.number(), issue.expires()))
                .filter(issue -> !isDue(issue));
        if (kept.isPresent()) {
            return kept.get();
        }
        long number =
                Math.max(time.now().getEpochSecond(), last.map(Last::number).orElse(0L) + 1);
        Issue made = new Issue(now, number, time.now().plus(VALIDITY));
        keep(new Last(number, made.expires(), content));
        return made;
    }

    private record Last(long number, Instant expires, String of) {}

    private Optional<Last> last() {
        try {
            ObjectNode json = StrictJson.object(Files.readAllBytes(lastIssue));
            return Optional.of(new Last(
                    json.path("number").longValue(),
                    Instant.parse(json.path("expires").asText()),
                    json.path("of").asText()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | PolicyException | DateTimeException e) {
            LOG.warn(
                    "The number of the last signed policy cannot be read, the clock gives the next one: {}",
                    e.toString());
            return Optional.empty();
        }
    }

    private void keep(Last last) {
        ObjectNode json = StrictJson.JSON.createObjectNode();
        json.put("number", last.number());
        json.put("expires", TimeSource.ISO_MILLIS.format(last.expires()));
        json.put("of", last.of());
        try {
            Files.createDirectories(lastIssue.getParent());
            WholeFile.write(lastIssue, json.toString().getBytes(UTF_8));
        } catch (IOException e) {
            LOG.warn("The number of the signed policy cannot be kept: {}", e.toString());
        }
    }

    private @Nullable PolicyKey key() {
        try {
            String text = Files.readString(keyFile).strip();
            if (!text.equals(keyText)) {
                keyText = text;
                key = null;
                key = PolicyKey.parse(text);
            }
            return key;
        } catch (NoSuchFileException e) {
            keyText = null;
            key = null;
            return null;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Policies are not signed: {}: {}", keyFile, e.getMessage());
            return key;
        }
    }

    private Duration remaining(Instant expires) {
        return Duration.between(time.now(), expires);
    }
}
