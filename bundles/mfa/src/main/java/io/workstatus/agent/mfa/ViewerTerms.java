package io.workstatus.agent.mfa;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Declares who sees what is recorded of somebody else: each administrator, by name, before anybody is told of a new one. */
@Component(
        name = "io.workstatus.agent.mfa.terms",
        service = {},
        immediate = true)
public final class ViewerTerms {

    private static final Logger LOG = LoggerFactory.getLogger(ViewerTerms.class);

    private final Accounts accounts;
    private final StandingTerms standing;
    private volatile List<User> known = List.of();

    @Activate
    public ViewerTerms(BundleContext context, @Reference Mfa mfa) {
        accounts = mfa.accounts();
        standing = new StandingTerms(context);
    }

    @Activate
    void open() {
        accounts.onChange(this::declare);
        declare();
    }

    @Deactivate
    void close() {
        accounts.onChange(() -> {});
        standing.close();
    }

    private void declare() {
        standing.declare(this::terms);
    }

    /** Those that stood before where nobody can tell: then nobody can sign in either. */
    private Terms terms() {
        try {
            known = accounts.all();
        } catch (DamagedFileException e) {
            LOG.debug("what was declared stays declared", e);
        }
        return new Terms(known.stream()
                .filter(User::admin)
                .map(User::name)
                .map(name -> new Term(
                        Term.Subject.VIEWER, name, 0, "%s, as an administrator of this agent.".formatted(name)))
                .toList());
    }
}
