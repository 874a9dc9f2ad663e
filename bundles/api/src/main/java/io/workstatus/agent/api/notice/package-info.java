/**
 * What whoever is recorded agrees to: each capability declares its own part of it, and nobody else names the capability.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.notice;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
