/** When to take a screenshot, how to grab and encode it. */
@NullMarked
package io.workstatus.agent.capture;

import org.jspecify.annotations.NullMarked;
