package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Component;

/** The web console's page about what happened. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-journal",
            "felix.webconsole.title=Journal",
            "felix.webconsole.category=Workstatus"
        })
public final class JournalConsolePage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    public JournalConsolePage() {
        super("workstatus-journal", "journal.js");
    }
}
