/** Whether recording is allowed now, and if not, why: the one gate. */
@NullMarked
package io.workstatus.agent.tracking;

import org.jspecify.annotations.NullMarked;
