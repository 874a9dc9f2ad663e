package io.workstatus.agent.activity;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Declares how long samples stay on this machine. {@link Samples} has a reference to this component, and so keeps them
 * longer only after that was declared.
 */
@Component(
        name = "io.workstatus.agent.activity.samples.terms",
        configurationPid = Samples.PID,
        service = CopyTerms.class,
        immediate = true)
public final class CopyTerms {

    private final Duration keep;
    private final ServiceRegistration<Terms> registration;

    @Activate
    public CopyTerms(BundleContext context, SamplesConfig config) {
        long days = Math.max(1, config.keepDays());
        keep = Duration.ofDays(days);
        registration = context.registerService(
                Terms.class,
                new Terms(List.of(new Term(
                        Term.Subject.COPY,
                        "activity",
                        days,
                        "The counts of keyboard and mouse stay on this machine for %d %s, wherever they were stored."
                                .formatted(days, days == 1 ? "day" : "days")))),
                null);
    }

    @Deactivate
    void withdraw() {
        registration.unregister();
    }

    /** For how long it was declared that they stay. */
    Duration keep() {
        return keep;
    }
}
