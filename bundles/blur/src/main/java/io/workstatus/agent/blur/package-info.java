/**
 * How to make pixels unreadable. Strengths are named after what they guarantee, not after a radius. Any blur that averages
 * carries the ink of every word on, and who blurs a dictionary can compare; so here areas vote for their colour, text is a
 * minority wherever it stands, and only the winners are drawn, smoothly and at a quarter of each side.
 */
@NullMarked
package io.workstatus.agent.blur;

import org.jspecify.annotations.NullMarked;
