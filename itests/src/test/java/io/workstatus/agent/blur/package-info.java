/**
 * Attacks on the blur with what an attacker has: real fonts, a dictionary, an OCR, deconvolution, and the blur itself. In its
 * package, to reach every strength without a container around it.
 */
package io.workstatus.agent.blur;
