/**
 * The append-only record of what happened.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
