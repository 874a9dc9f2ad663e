/** Components of jars that somebody else wrote, good ones and bad ones; {@code Jars} packs them. */
package io.workstatus.agent.itests.foreign;
