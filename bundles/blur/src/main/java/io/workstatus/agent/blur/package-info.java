/** How to make pixels unreadable. */
@NullMarked
package io.workstatus.agent.blur;

import org.jspecify.annotations.NullMarked;
