/** The power state: a hold while the battery runs low, so that recording is not what empties it. */
@NullMarked
package io.workstatus.agent.battery;

import org.jspecify.annotations.NullMarked;
