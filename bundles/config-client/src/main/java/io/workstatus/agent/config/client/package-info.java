/** Fetching a policy and applying it as the one policy configuration. */
@NullMarked
package io.workstatus.agent.config.client;

import org.jspecify.annotations.NullMarked;
