/**
 * The policy in force, kept as one configuration that wins over local settings.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
