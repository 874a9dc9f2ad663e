package io.workstatus.agent.config.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the last good policy and of where it came from: the configuration that is in force may be edited, deleted or
 * damaged, and is put right from here, also while nobody answers.
 */
final class LastGood {

    private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

    private final Path file;

    LastGood(Path file) {
        this.file = file;
    }

    /** Empty for one of another source. */
    Optional<ReceivedPolicy> read(String source) {
        try {
            JsonNode json = ReceivedPolicy.JSON.readTree(Files.readAllBytes(file));
            return json.path("source").asText().equals(source)
                    ? Optional.of(ReceivedPolicy.parse(json.path("document").asText()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | RefusedException e) {
            LOG.warn("The copy of the last good policy cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    void write(ReceivedPolicy policy, String source) throws IOException {
        ObjectNode json = ReceivedPolicy.JSON.createObjectNode();
        json.put("source", source);
        json.put("document", policy.document().toString());
        WholeFile.write(file, json.toString().getBytes(UTF_8));
    }
}
