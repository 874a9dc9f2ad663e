package io.workstatus.agent.config.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which signed policies were accepted, so that no earlier one comes back; over restarts, and for one pinned key. */
final class AcceptedPolicies {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptedPolicies.class);
    private static final int REMEMBERED = 64;

    private final Path file;
    private final PinnedKey key;
    private final List<String> hashes = new ArrayList<>();
    private long version = -1;

    AcceptedPolicies(Path file, PinnedKey key) {
        this.file = file;
        this.key = key;
        read();
    }

    /** The highest so far, or -1. */
    long version() {
        return version;
    }

    /** Whether the very document was accepted, of the last 64. */
    boolean knows(String hash) {
        return hashes.contains(hash);
    }

    void add(long accepted, String hash) throws IOException {
        if (accepted == version && knows(hash)) {
            return;
        }
        version = Math.max(version, accepted);
        hashes.remove(hash);
        hashes.add(hash);
        if (hashes.size() > REMEMBERED) {
            hashes.remove(0);
        }
        ObjectNode json = ReceivedPolicy.JSON.createObjectNode();
        json.put("key", key.text());
        json.put("version", version);
        hashes.forEach(json.putArray("documents")::add);
        WholeFile.write(file, json.toString().getBytes(UTF_8));
    }

    private void read() {
        try {
            JsonNode json = ReceivedPolicy.JSON.readTree(Files.readAllBytes(file));
            if (json.path("key").asText().equals(key.text())) {
                version = json.path("version").asLong(-1);
                json.path("documents").forEach(hash -> hashes.add(hash.asText()));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no signed policy was accepted yet");
        } catch (IOException e) {
            LOG.warn(
                    "Which policies were accepted cannot be read, any signed one that is not expired is taken: {}",
                    e.toString());
        }
    }
}
