/**
 * How to make pixels unreadable. Strengths are named after what they guarantee, not after a radius: a frame is first
 * reduced, which throws detail away for good, then blurred, and it stays reduced.
 */
@NullMarked
package io.workstatus.agent.blur;

import org.jspecify.annotations.NullMarked;
