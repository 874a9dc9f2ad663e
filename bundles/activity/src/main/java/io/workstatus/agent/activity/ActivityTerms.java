package io.workstatus.agent.activity;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Declares that input is counted, if it is. {@link Activity} has a reference to this component, and so is made after the
 * terms are there, each time that the configuration changes. Immediate: made when Activity asks for it, it would come and
 * go with the permit, and take back with the terms what the permit stands on.
 */
@Component(
        name = "io.workstatus.agent.activity.terms",
        configurationPid = Activity.PID,
        service = ActivityTerms.class,
        immediate = true)
public final class ActivityTerms {

    private static final Terms COUNTED = new Terms(List.of(new Term(
            Term.Subject.RECORDED,
            "activity",
            1,
            "How often keys and mouse buttons are pressed, the wheel is turned and the pointer is moved, in sums of 10"
                    + " seconds; never which keys, never what is typed, never where the pointer is.")));

    private final @Nullable ServiceRegistration<Terms> registration;

    @Activate
    public ActivityTerms(BundleContext context, ActivityConfig config) {
        registration = config.enabled() ? context.registerService(Terms.class, COUNTED, null) : null;
    }

    @Deactivate
    void withdraw() {
        if (registration != null) {
            registration.unregister();
        }
    }

    /** Whether it was declared that input is counted. */
    boolean declared() {
        return registration != null;
    }
}
