package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code GET /api/v1/openapi.yaml} is held against the API as it is. */
class ApiDescriptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DESCRIPTION = "/api/v1/openapi.yaml";

    private static XScreen screen;
    private static Agent agent;
    private static JsonNode description;

    @BeforeAll
    static void anAgentThatHasRecorded() throws Exception {
        screen = XScreen.start().showPattern();
        agent = Agent.unpack().with("DISPLAY", screen.display()).start();
        agent.setUpAndSignIn();
        agent.policy(0.5, true);
        agent.awaitStoredMoreThan(0);
        description = described();
    }

    @AfterAll
    static void theEnd() throws Exception {
        try {
            agent.close();
        } finally {
            screen.close();
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> dangling = new ArrayList<>();
        forEachObject("#", description, (at, object) -> {
            if (object.path("$ref").isTextual()) {
                String target = object.get("$ref").asText();
                if (!target.startsWith("#/")
                        || description.at(target.substring(1)).isMissingNode()) {
                    dangling.add(at + " -> " + target);
                }
            }
        });
        assertThat(dangling).isEmpty();
    }

    @Test
    void whateverABundleServesIsDescribed() throws Exception {
        Set<String> missing = new TreeSet<>();
        for (String prefix : served()) {
            boolean described = description.path("paths").properties().stream()
                    .map(Map.Entry::getKey)
                    .anyMatch(path -> path.equals(prefix) || path.startsWith(prefix + "/"));
            if (!described) {
                missing.add(prefix);
            }
        }
        assertThat(missing).as("served and not described").isEmpty();
    }

    @Test
    void everyCallSaysWhatItDoesAndWhatItAnswers() {
        List<String> silent = new ArrayList<>();
        forEachOperation((call, operation) -> {
            if (operation.path("summary").asText().isBlank()
                    || operation.path("responses").isEmpty()) {
                silent.add(call);
            }
        });
        assertThat(silent).isEmpty();
    }

    @Test
    void whateverIsDescribedIsThere() throws Exception {
        List<String> wrong = new ArrayList<>();
        forEachOperation((call, operation) -> {
            String[] words = call.split(" ", 2);
            // What is certainly not there, so that nothing changes; a GET of a list is another test's.
            String path = words[1].replaceAll("\\{[^}]*}", "nothing-of-this-name");
            if (path.startsWith("/api/v1/logout") || path.equals("/api/v1/events")) {
                return;
            }
            HttpResponse<byte[]> answer = send(words[0], path);
            String body = new String(answer.body(), StandardCharsets.UTF_8);
            if (answer.statusCode() == 405
                    || answer.statusCode() >= 500
                    || (answer.statusCode() == 404 && body.contains("nothing at this address"))) {
                wrong.add(call + " answered " + answer.statusCode() + " " + body);
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsAnsweredIsWhatIsDescribed() throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<String> checked = new TreeSet<>();
        forEachOperation((call, operation) -> {
            if (!call.startsWith("GET ") || call.contains("{") || call.endsWith("/events")) {
                return;
            }
            for (JsonNode parameter : operation.path("parameters")) {
                if (resolved(parameter).path("required").asBoolean()) {
                    return; // what to ask for is not known here
                }
            }
            HttpResponse<byte[]> answer = send("GET", call.substring(4));
            JsonNode response = operation.path("responses").path(Integer.toString(answer.statusCode()));
            JsonNode schema =
                    resolved(response).path("content").path("application/json").path("schema");
            if (response.isMissingNode()) {
                wrong.add(call + " answered " + answer.statusCode() + ", which is not described");
            } else if (!schema.isMissingNode()) {
                checked.add(call);
                for (ValidationMessage message : schema(schema).validate(json(answer))) {
                    wrong.add(call + ": " + message.getMessage());
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(checked).contains("GET /health", "GET /api/v1/status", "GET /api/v1/screenshots", "GET /get-config");
    }

    @Test
    void aCapabilityThatIsStoppedIsNotDescribedUntilItIsBack() throws Exception {
        Agent.expect(200, agent.post("/api/v1/bundles/upload/stop", Map.of()));
        try {
            assertThat(described().path("paths").has("/api/v1/screenshots")).isFalse();
            assertThat(described().path("paths").has("/api/v1/status")).isTrue();
        } finally {
            Agent.expect(200, agent.post("/api/v1/bundles/upload/start", Map.of()));
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> described().path("paths").has("/api/v1/screenshots"));
    }

    // --- ---

    private static JsonNode described() throws IOException {
        HttpResponse<byte[]> answer = agent.get(DESCRIPTION);
        Agent.expect(200, answer);
        return JSON.valueToTree(new Load(LoadSettings.builder().build())
                .loadFromString(new String(answer.body(), StandardCharsets.UTF_8)));
    }

    /** What the bundles of the distribution say that they serve, without the pages. */
    private static Set<String> served() throws IOException {
        Set<String> prefixes = new TreeSet<>();
        for (String folder : List.of("bundle", "load")) {
            try (Stream<Path> jars = Files.list(agent.distribution().resolve(folder))) {
                for (Path jar :
                        jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                    prefixes.addAll(served(jar));
                }
            }
        }
        prefixes.removeIf(prefix ->
                !prefix.startsWith("/api/") && !Set.of("/health", "/get-config").contains(prefix));
        return prefixes;
    }

    private static List<String> served(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String header = file.getManifest().getMainAttributes().getValue("Workstatus-Http");
            return header == null
                    ? List.of()
                    : Stream.of(header.split(",")).map(String::strip).toList();
        }
    }

    private static void forEachOperation(BiConsumer<String, JsonNode> consumer) {
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (String method : List.of("get", "put", "post", "delete", "patch")) {
                if (path.getValue().has(method)) {
                    consumer.accept(
                            method.toUpperCase(Locale.ROOT) + " " + path.getKey(),
                            path.getValue().get(method));
                }
            }
        }
    }

    private static void forEachObject(String at, JsonNode node, BiConsumer<String, JsonNode> consumer) {
        if (node.isObject()) {
            consumer.accept(at, node);
            node.properties().forEach(member -> forEachObject(at + "/" + member.getKey(), member.getValue(), consumer));
        } else {
            for (JsonNode element : node) {
                forEachObject(at + "/*", element, consumer);
            }
        }
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** A schema of the description, with what it refers to. */
    private static JsonSchema schema(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", description.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    }

    private static HttpResponse<byte[]> send(String method, String path) {
        try {
            return agent.request(method, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return Agent.json(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
