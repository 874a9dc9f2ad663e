package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Component;

/** The web console's page about who may sign in. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-users",
            "felix.webconsole.title=Users",
            "felix.webconsole.category=Workstatus"
        })
public final class UsersConsolePage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    public UsersConsolePage() {
        super("workstatus-users", "users.js");
    }
}
