/**
 * Where objects go in the end: put, head and delete by key, and errors told apart by what helps against them.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.workstatus.agent.api.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
