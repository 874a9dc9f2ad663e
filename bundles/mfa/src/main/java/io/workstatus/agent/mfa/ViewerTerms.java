package io.workstatus.agent.mfa;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Declares who sees what is recorded of somebody else: each administrator, by name. */
@Component(
        name = "io.workstatus.agent.mfa.terms",
        service = EventHandler.class,
        immediate = true,
        property = EventConstants.EVENT_TOPIC + "=" + Journal.TOPIC_PREFIX + "user/*")
public final class ViewerTerms implements EventHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ViewerTerms.class);

    private final BundleContext context;
    private final Accounts accounts;
    private @Nullable Terms declared;
    private @Nullable ServiceRegistration<Terms> standing;

    @Activate
    public ViewerTerms(BundleContext context, @Reference Mfa mfa) {
        this(context, mfa.accounts());
    }

    ViewerTerms(BundleContext context, Accounts accounts) {
        this.context = context;
        this.accounts = accounts;
    }

    @Activate
    void open() {
        declare();
    }

    @Deactivate
    synchronized void close() {
        if (standing != null) {
            standing.unregister();
            standing = null;
        }
    }

    @Override
    public void handleEvent(Event event) {
        declare();
    }

    private synchronized void declare() {
        Terms terms;
        try {
            terms = new Terms(accounts.all().stream()
                    .filter(User::admin)
                    .map(User::name)
                    .map(name -> new Term(
                            Term.Subject.VIEWER, name, 0, "%s, as an administrator of this agent.".formatted(name)))
                    .toList());
        } catch (DamagedFileException e) {
            LOG.debug("nobody can sign in either", e);
            return;
        }
        if (terms.equals(declared)) {
            return;
        }
        ServiceRegistration<Terms> before = standing;
        declared = terms;
        standing = context.registerService(Terms.class, terms, null);
        if (before != null) {
            before.unregister();
        }
    }
}
