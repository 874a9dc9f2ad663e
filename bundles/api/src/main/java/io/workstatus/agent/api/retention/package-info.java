/**
 * What lies on this machine and may be removed: each capability tells of its own, and one decides how long it stays.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.retention;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
