/**
 * How active keyboard and mouse are: counts, never keys. What is pressed, where the pointer is, is not looked at but for
 * one thing, whether the pointer moved far enough to count, and does not leave the place where that is decided.
 */
@NullMarked
package io.workstatus.agent.activity;

import org.jspecify.annotations.NullMarked;
