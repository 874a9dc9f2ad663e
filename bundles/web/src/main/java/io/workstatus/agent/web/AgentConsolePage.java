package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Component;

/** The web console's page about the agent: its capabilities, with a switch for each. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus",
            "felix.webconsole.title=Agent",
            "felix.webconsole.category=Workstatus"
        })
public final class AgentConsolePage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    public AgentConsolePage() {
        super("workstatus-agent", "console.js");
    }
}
