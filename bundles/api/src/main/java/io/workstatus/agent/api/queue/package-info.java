/**
 * Handing something over to be kept until it is stored: once {@code offer} has returned, it is not lost.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.queue;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
