/** How a capability is started, stopped and replaced, and how all of them are. */
@NullMarked
package io.workstatus.agent.deploy;

import org.jspecify.annotations.NullMarked;
