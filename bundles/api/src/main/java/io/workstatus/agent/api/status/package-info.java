/**
 * What {@code GET /api/v1/status} is joined from: each capability tells its own part, and takes it along when it goes.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.status;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
