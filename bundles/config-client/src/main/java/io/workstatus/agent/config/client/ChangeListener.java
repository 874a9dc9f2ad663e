package io.workstatus.agent.config.client;

import io.workstatus.agent.api.journal.Journal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** A policy that was changed on this agent is asked for at once, instead of at the next poll. */
@Component(
        name = "io.workstatus.agent.config.client.changes",
        property = EventConstants.EVENT_TOPIC + "=" + Journal.TOPIC_PREFIX + "policy/changed")
public final class ChangeListener implements EventHandler {

    private final ConfigClient client;

    @Activate
    public ChangeListener(@Reference ConfigClient client) {
        this.client = client;
    }

    @Override
    public void handleEvent(Event event) {
        client.askNow();
    }
}
