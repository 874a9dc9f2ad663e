/** Users, passwords, one-time codes and sign-in sessions. */
@NullMarked
package io.workstatus.agent.mfa;

import org.jspecify.annotations.NullMarked;
