package io.workstatus.agent.config.endpoint;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus policy: published to the store",
        description =
                "The policy for all as an object in the store, put there at each change, for agents that read it from"
                        + " a static address. What this agent itself records is said by its policy in force, which wins.")
@interface PublisherConfig {

    @AttributeDefinition(name = "Publish", description = "Whether the policy is put into the store at each change.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Key",
            description = "The object's key, without the store's prefix. A signature goes beside it, as <key>.sig.")
    String key() default "policy/policy.json";
}
