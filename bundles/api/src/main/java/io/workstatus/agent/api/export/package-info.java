/**
 * Downloads: whoever owns what can be downloaded gives its rows, and {@code GET /api/v1/export} writes them.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.export;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
