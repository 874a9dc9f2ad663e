package io.workstatus.agent.web;

import jakarta.servlet.Servlet;
import org.osgi.service.component.annotations.Component;

/** The web console's page about the policy that is served: the same as the dashboard's. */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-policy",
            "felix.webconsole.title=Policy",
            "felix.webconsole.category=Workstatus"
        })
public final class PolicyConsolePage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    public PolicyConsolePage() {
        super("workstatus-policy", "policy.js");
    }
}
