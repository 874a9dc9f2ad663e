package io.workstatus.agent.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code tracking/acknowledged.json} under the home: the terms that each user acknowledged last. What cannot be read was
 * not acknowledged.
 */
final class Acknowledgments {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgments.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ACCOUNT = "account";

    private final Path file;
    private ObjectNode users;

    Acknowledgments(Path home) {
        file = home.resolve("tracking").resolve("acknowledged.json");
        users = read();
    }

    /**
     * How far each term went that this user acknowledged last; nothing for somebody who never did.
     *
     * @param accountSince when the user's account was made, where that is known: another one of the same name never did
     */
    Map<String, Long> of(String user, Optional<Instant> accountSince) {
        TreeMap<String, Long> extents = new TreeMap<>();
        String account = users.path(user).path(ACCOUNT).asText();
        if (!account.isEmpty() && accountSince.isPresent() && !account.equals(written(accountSince.get()))) {
            return extents;
        }
        JsonNode terms = users.path(user).path("terms");
        terms.properties().forEach(term -> {
            if (term.getValue().canConvertToLong()) {
                extents.put(term.getKey(), term.getValue().longValue());
            }
        });
        return extents;
    }

    /** Keeps it; on the disk when this returns. */
    void put(String user, Optional<Instant> accountSince, TermsInForce terms, String textSha256, Instant at)
            throws IOException {
        ObjectNode changed = users.deepCopy();
        ObjectNode one = changed.putObject(user);
        one.put("version", terms.version());
        one.put("sha256", textSha256);
        one.put("at", written(at));
        accountSince.ifPresent(since -> one.put(ACCOUNT, written(since)));
        one.set("terms", JSON.valueToTree(terms.extents()));
        WholeFile.write(file, JSON.writeValueAsBytes(changed));
        users = changed;
    }

    private static String written(Instant time) {
        return TimeSource.ISO_MILLIS.format(time);
    }

    private ObjectNode read() {
        try {
            if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode kept) {
                return kept;
            }
            LOG.warn("{} is damaged, so everybody is asked anew", file);
        } catch (NoSuchFileException e) {
            LOG.debug("nobody has acknowledged anything yet");
        } catch (IOException e) {
            LOG.warn("{} cannot be read, so everybody is asked anew: {}", file, e.toString());
        }
        return JSON.createObjectNode();
    }
}
