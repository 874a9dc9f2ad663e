package io.workstatus.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The journal's folder as somebody else reads it: files in the order of their names, lines in the order of the files. */
final class Written {

    private static final JsonMapper JSON = new JsonMapper();

    private Written() {}

    /** The names of the segments. */
    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Z.ndjson"))
                    .sorted()
                    .toList();
        }
    }

    /** All records, after checking that numbers and hashes are those of one unbroken chain. */
    static List<JsonNode> unbroken(Path folder) throws Exception {
        List<JsonNode> records = new ArrayList<>();
        String hash = "0".repeat(64);
        for (String name : names(folder)) {
            String content = Files.readString(folder.resolve(name));
            assertThat(content).endsWith("\n");
            for (String line : content.lines().toList()) {
                JsonNode next = JSON.readTree(line);
                assertThat(next.path("seq").longValue()).isEqualTo(records.size() + 1);
                assertThat(next.path("prev").textValue()).isEqualTo(hash);
                hash = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
                records.add(next);
            }
        }
        return records;
    }

    static List<String> types(List<JsonNode> records) {
        return records.stream().map(next -> next.path("type").textValue()).toList();
    }
}
