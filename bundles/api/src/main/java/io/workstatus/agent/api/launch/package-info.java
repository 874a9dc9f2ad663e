/**
 * What the launcher tells the framework, by the names of its properties.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.launch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
