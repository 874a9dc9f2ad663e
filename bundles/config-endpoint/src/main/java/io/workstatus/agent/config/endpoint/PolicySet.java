package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Everything that is served: the policy for all, and what groups and single agents are told instead. */
record PolicySet(PolicyDocument all, Overrides overrides) {

    static final String POLICY = "policy";
    static final String OVERRIDES = "overrides";

    static final PolicySet PRIVATE = new PolicySet(PolicyDocument.PRIVATE, Overrides.NONE);

    /** From the configuration, as a form or {@link #toConfiguration()} made it. */
    static PolicySet of(Map<String, ?> configuration) throws PolicyException {
        return new PolicySet(PolicyDocument.of(configuration), Overrides.parse(configuration.get(OVERRIDES)));
    }

    /** From what {@link #toJson()} made. */
    static PolicySet of(ObjectNode json) throws PolicyException {
        JsonNode policy = json.path(POLICY);
        if (!(policy instanceof ObjectNode all)) {
            throw PolicyException.refused(POLICY + " is missing");
        }
        return new PolicySet(
                PolicyDocument.of(all), Overrides.of(json.deepCopy().without(POLICY)));
    }

    PolicySet with(PolicyDocument changed) {
        return new PolicySet(changed, overrides);
    }

    PolicySet with(Overrides changed) {
        return new PolicySet(all, changed);
    }

    Map<String, Object> toConfiguration() {
        Map<String, Object> configuration = new HashMap<>(all.toConfiguration());
        configuration.put(OVERRIDES, overrides.toJson().toString());
        return configuration;
    }

    /** {@code policy}, and {@code groups} and {@code agents} where there are any. */
    ObjectNode toJson() {
        ObjectNode json = StrictJson.JSON.createObjectNode();
        json.set(POLICY, all.toJson());
        return json.setAll(overrides.toJson());
    }
}
