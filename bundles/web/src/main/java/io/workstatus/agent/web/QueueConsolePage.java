package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Component;

/** The web console's page about what waits to be sent, what was sent, and what was set aside. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-queue",
            "felix.webconsole.title=Queue",
            "felix.webconsole.category=Workstatus"
        })
public final class QueueConsolePage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    public QueueConsolePage() {
        super("workstatus-queue", "queue.js");
    }
}
