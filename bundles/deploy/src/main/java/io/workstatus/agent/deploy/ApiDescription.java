package io.workstatus.agent.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One OpenAPI document, joined from parts: of each, its {@code paths} and each kind of {@code components} are added to what
 * is there. What is there already stays; a part that is no YAML is left out.
 */
final class ApiDescription {

    private static final Logger LOG = LoggerFactory.getLogger(ApiDescription.class);

    private final Map<String, Object> document;

    /** @param frame all that a description needs besides paths, as YAML */
    ApiDescription(String frame) {
        document = parse(frame);
    }

    /** @param owner of the part, for the log */
    void add(String owner, String part) {
        try {
            Map<String, Object> parsed = parse(part);
            merge(owner, "paths", document, parsed);
            Map<String, Object> components = member(document, "components");
            for (String kind : member(parsed, "components").keySet()) {
                merge(owner, kind, components, member(parsed, "components"));
            }
        } catch (YamlEngineException | ClassCastException e) {
            LOG.warn("The API of {} is not described: its part is no YAML of the right form: {}", owner, e.toString());
        }
    }

    /** Which release this is, and where it answers. */
    void serve(String version, String url) {
        member(document, "info").put("version", version);
        document.put("servers", List.of(Map.of("url", url)));
    }

    String toYaml() {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(120)
                        .setDereferenceAliases(true)
                        .build())
                .dumpToString(document);
    }

    private static void merge(String owner, String name, Map<String, Object> into, Map<String, Object> from) {
        Map<String, Object> there = member(into, name);
        member(from, name).forEach((key, value) -> {
            if (there.putIfAbsent(key, value) != null) {
                LOG.warn("{} describes {} '{}', which somebody else describes already", owner, name, key);
            }
        });
    }

    /** The object under a name, made where it is missing. */
    @SuppressWarnings("unchecked") // Names are text in every document that was parsed here; else a cast fails later.
    private static Map<String, Object> member(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.computeIfAbsent(name, absent -> new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked") // as above
    private static Map<String, Object> parse(String yaml) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return (Map<String, Object>) Objects.requireNonNullElseGet(loaded, LinkedHashMap::new);
    }
}
