package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What groups and single agents are told instead of what all are told. Of an agent's groups the first by name wins where
 * two set the same; what is set for the agent itself wins over all groups.
 *
 * @param groups by name
 * @param agents some names and values of the policy, by the agent's id
 */
record Overrides(NavigableMap<String, Group> groups, NavigableMap<String, ObjectNode> agents) {

    /**
     * Some agents and people.
     *
     * @param members agents' ids and users' names
     * @param values some names and values of the policy
     */
    record Group(NavigableSet<String> members, ObjectNode values) {}

    static final String GROUPS = "groups";
    static final String AGENTS = "agents";
    static final Overrides NONE = new Overrides(Collections.emptyNavigableMap(), Collections.emptyNavigableMap());

    private static final String MEMBERS = "members";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");
    private static final int LONGEST_MEMBER = 100;

    /** From the text of a form; blank is none. */
    static Overrides parse(@Nullable Object text) throws PolicyException {
        if (!(text instanceof String json) || json.isBlank()) {
            return NONE;
        }
        try {
            return of(StrictJson.object(json));
        } catch (PolicyException e) {
            throw PolicyException.refused(PolicySet.OVERRIDES + ": " + e.getMessage());
        }
    }

    static Overrides of(ObjectNode json) throws PolicyException {
        onlyNames(json, Set.of(GROUPS, AGENTS), PolicySet.OVERRIDES);
        NavigableMap<String, Group> groups = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : members(json, GROUPS)) {
            groups.put(entry.getKey(), group(entry.getKey(), entry.getValue()));
        }
        NavigableMap<String, ObjectNode> agents = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : members(json, AGENTS)) {
            if (!Caller.isAgentId(entry.getKey())) {
                throw PolicyException.refused(AGENTS + ": '" + shortened(entry.getKey()) + "' is no agent's id");
            }
            agents.put(entry.getKey(), values(AGENTS + "." + entry.getKey(), entry.getValue()));
        }
        return new Overrides(groups, agents);
    }

    ObjectNode toJson() {
        ObjectNode json = StrictJson.JSON.createObjectNode();
        if (!groups.isEmpty()) {
            ObjectNode listed = json.putObject(GROUPS);
            groups.forEach((name, group) -> {
                ObjectNode node = listed.putObject(name);
                ArrayNode array = node.putArray(MEMBERS);
                group.members().forEach(array::add);
                node.set(PolicySet.POLICY, group.values());
            });
        }
        if (!agents.isEmpty()) {
            json.putObject(AGENTS).setAll(agents);
        }
        return json;
    }

    private static Group group(String name, JsonNode node) throws PolicyException {
        String where = GROUPS + "." + shortened(name);
        if (!NAME.matcher(name).matches()) {
            throw PolicyException.refused(where + ": a name is 1 to 64 letters, digits, spaces, dots, - and _");
        }
        if (!(node instanceof ObjectNode object)) {
            throw PolicyException.refused(where + " is to be an object with members and policy");
        }
        onlyNames(object, Set.of(MEMBERS, PolicySet.POLICY), where);
        if (!(object.path(MEMBERS) instanceof ArrayNode array)) {
            throw PolicyException.refused(where + "." + MEMBERS + " is to be a list of agents' ids and users' names");
        }
        NavigableSet<String> members = new TreeSet<>();
        for (JsonNode member : array) {
            if (!member.isTextual()
                    || member.textValue().isBlank()
                    || member.textValue().length() > LONGEST_MEMBER) {
                throw PolicyException.refused(where + "." + MEMBERS + ": " + shortened(member.toString())
                        + " is no agent's id or user's name");
            }
            members.add(member.textValue());
        }
        return new Group(members, values(where, object.path(PolicySet.POLICY)));
    }

    /** Good if a policy that they are laid over stays one. */
    private static ObjectNode values(String where, JsonNode node) throws PolicyException {
        if (!(node instanceof ObjectNode values)) {
            throw PolicyException.refused(where + " is to hold names and values of the policy");
        }
        ObjectNode own = values.deepCopy().remove(PolicyDocument.RESERVED);
        try {
            PolicyDocument.of(Layer.over(PolicyDocument.PRIVATE.toJson(), own));
        } catch (PolicyException e) {
            throw PolicyException.refused(where + ": " + e.getMessage());
        }
        return own;
    }

    private static List<Map.Entry<String, JsonNode>> members(ObjectNode json, String name) throws PolicyException {
        JsonNode node = json.path(name);
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isObject()) {
            throw PolicyException.refused(name + " is to be an object");
        }
        return List.copyOf(node.properties());
    }

    private static void onlyNames(ObjectNode json, Set<String> known, String where) throws PolicyException {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!known.contains(entry.getKey())) {
                throw PolicyException.refused(where + ": there is no '" + shortened(entry.getKey()) + "' here");
            }
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
