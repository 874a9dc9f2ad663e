package io.workstatus.agent.itests.foreign;

import java.util.concurrent.CountDownLatch;

/** Never comes up. */
public final class HangingActivate {

    /** Called by Service Component Runtime. */
    public void activate() {
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
