/** What time it is: UTC and the local zone, from the system's clock and from nowhere else. */
@NullMarked
package io.workstatus.agent.clock;

import org.jspecify.annotations.NullMarked;
