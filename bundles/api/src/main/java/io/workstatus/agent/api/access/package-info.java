/**
 * Who a request comes from: asked by the door, answered by whoever knows users and their sign-ins.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
