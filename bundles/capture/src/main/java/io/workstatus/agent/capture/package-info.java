/**
 * When to take a screenshot, how to grab and encode it. Two components need no permit: the probe of the display, which
 * holds all recording while there is none, and the book of ticks, which outlives the component that takes them.
 */
@NullMarked
package io.workstatus.agent.capture;

import org.jspecify.annotations.NullMarked;
