/**
 * JNativeHook as a bundle. A native library can be loaded by one class loader only, and stays in memory: so it lives in a
 * bundle that is never replaced while the agent runs, and what is done with it lives in another. There is no code of ours.
 */
@NullMarked
package io.workstatus.agent.jnativehook;

import org.jspecify.annotations.NullMarked;
