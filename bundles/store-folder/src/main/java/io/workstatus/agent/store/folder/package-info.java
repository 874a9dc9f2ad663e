/** How one object is put into a local folder: the store that is there when no other is set up. */
@NullMarked
package io.workstatus.agent.store.folder;

import org.jspecify.annotations.NullMarked;
