package io.workstatus.agent.door;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Hears when an answer has ended, in whichever way. */
record EndOf(Runnable heard) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
        heard.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        heard.run();
    }

    @Override
    public void onError(AsyncEvent event) {
        heard.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The request goes on, and so does the answer.
    }
}
