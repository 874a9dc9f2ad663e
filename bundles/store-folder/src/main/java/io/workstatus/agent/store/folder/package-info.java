/** How one object is put into a local folder. */
@NullMarked
package io.workstatus.agent.store.folder;

import org.jspecify.annotations.NullMarked;
