/** Starts and ends the process: the home, its lock, the port, the framework's properties, the exit codes. */
package io.workstatus.agent.launcher;
