/**
 * What time it is. Nobody but the provider of {@link io.workstatus.agent.api.clock.TimeSource} asks the system's clock,
 * so that tests own the time.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.clock;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
