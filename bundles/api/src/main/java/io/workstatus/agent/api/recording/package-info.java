/**
 * The one gate: who is signed in, what speaks against recording, and the permit that stands while nothing does.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.recording;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
