/** Which requests come in. Stands in front of everything that is served, and starts and stops the server itself. */
@NullMarked
package io.workstatus.agent.door;

import org.jspecify.annotations.NullMarked;
