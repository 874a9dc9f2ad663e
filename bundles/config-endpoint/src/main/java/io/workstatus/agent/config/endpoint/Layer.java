package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One of the sheets that a policy is laid together from.
 *
 * @param name who it is for: {@code all}, {@code group design}, {@code agent}
 * @param values names and values of the policy
 */
record Layer(String name, ObjectNode values) {

    static final String ALL = "all";
    static final String AGENT = "agent";

    static Layer group(String name, ObjectNode values) {
        return new Layer("group " + name, values);
    }

    /** The two names of the interval are one value: whoever sets one of them takes the other one away. */
    static ObjectNode over(ObjectNode below, ObjectNode values) {
        ObjectNode together = below.deepCopy();
        if (values.has(PolicyDocument.INTERVAL) || values.has(PolicyDocument.INTERVAL_SECONDS)) {
            together.remove(List.of(PolicyDocument.INTERVAL, PolicyDocument.INTERVAL_SECONDS));
        }
        return together.setAll(values);
    }
}
