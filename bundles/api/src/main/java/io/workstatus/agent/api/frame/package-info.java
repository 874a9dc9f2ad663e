/**
 * A picture of the screen on its way from the grab to the encoder. That a blurred picture was asked for is a matter of
 * types here: {@link io.workstatus.agent.api.frame.BlurredFrame} comes from a blur and from nowhere else.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.workstatus.agent.api.frame;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
