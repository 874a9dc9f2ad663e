package io.workstatus.agent.itests.foreign;

import java.util.concurrent.CountDownLatch;

/** Never ends. */
public final class HangingDeactivate {

    /** Called by Service Component Runtime. */
    public void deactivate() {
        boolean over = false;
        while (!over) {
            try {
                new CountDownLatch(1).await();
                over = true;
            } catch (InterruptedException e) {
                // it does not listen either
            }
        }
    }
}
