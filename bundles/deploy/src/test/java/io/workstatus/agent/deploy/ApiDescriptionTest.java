package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ApiDescriptionTest {

    private static final String FRAME = "openapi: 3.1.0\ninfo: {title: Agent}\npaths: {}\n";

    private final ApiDescription description = new ApiDescription(FRAME);

    @Test
    void partsAreJoinedByPathAndByComponent() {
        description.add("one", "paths: {/a: {get: {}}}\ncomponents: {schemas: {A: {type: string}}}");
        description.add("two", "paths: {/b: {get: {}}}\ncomponents: {schemas: {B: {}}, parameters: {p: {}}}");
        description.serve("1.2.3", "http://localhost:5000");

        assertThat(joined())
                .isEqualTo(Map.of(
                        "openapi", "3.1.0",
                        "info", Map.of("title", "Agent", "version", "1.2.3"),
                        "servers", java.util.List.of(Map.of("url", "http://localhost:5000")),
                        "paths", Map.of("/a", Map.of("get", Map.of()), "/b", Map.of("get", Map.of())),
                        "components",
                                Map.of(
                                        "schemas", Map.of("A", Map.of("type", "string"), "B", Map.of()),
                                        "parameters", Map.of("p", Map.of()))));
    }

    @Test
    void aPathThatIsThereAlreadyStays() {
        description.add("owner", "paths: {/a: {get: {summary: mine}}}");
        description.add("another", "paths: {/a: {get: {summary: theirs}}, /b: {}}");

        assertThat(joined().get("paths"))
                .isEqualTo(Map.of("/a", Map.of("get", Map.of("summary", "mine")), "/b", Map.of()));
    }

    @Test
    void aPartThatIsNoDescriptionCostsOnlyItself() {
        description.add("broken", "paths: [1, 2\n");
        description.add("list", "- paths");
        description.add("text", "paths: text");
        description.add("empty", "");
        description.add("good", "paths: {/a: {}}");

        assertThat(joined().get("paths")).isEqualTo(Map.of("/a", Map.of()));
    }

    @SuppressWarnings("unchecked") // names are text
    private Map<String, Object> joined() {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(description.toYaml());
    }
}
