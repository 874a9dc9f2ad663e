/** The policy that is served at {@code GET /get-config}. */
@NullMarked
package io.workstatus.agent.config.endpoint;

import org.jspecify.annotations.NullMarked;
