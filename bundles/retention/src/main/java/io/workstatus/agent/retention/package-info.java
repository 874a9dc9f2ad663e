/** What may be deleted or archived from the local disk, and when. */
@NullMarked
package io.workstatus.agent.retention;

import org.jspecify.annotations.NullMarked;
