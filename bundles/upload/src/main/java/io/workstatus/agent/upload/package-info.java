/** The durable queue and its catalogue: what waits, what was sent, what was set aside. */
@NullMarked
package io.workstatus.agent.upload;

import org.jspecify.annotations.NullMarked;
