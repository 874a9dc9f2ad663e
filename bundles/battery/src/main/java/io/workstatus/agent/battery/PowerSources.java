package io.workstatus.agent.battery;

import java.util.List;

/** The machine's own batteries, as they are now. */
@FunctionalInterface
interface PowerSources {

    List<Cell> read();
}
