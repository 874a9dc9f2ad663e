package io.workstatus.agent.api.policy;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Knows some names of the policy that are its own, and whether their values will do: a whiteboard service. Names that
 * nobody knows are kept and ignored.
 */
@ConsumerType
public interface PolicyCheck {

    /**
     * What is wrong with the document, in one line for people that names what it is, as {@code working_hours.zone is no
     * time zone}; empty if nothing is. One objection spoils the whole policy.
     *
     * @param document a policy, a JSON object
     */
    Optional<String> objection(String document);
}
