package io.workstatus.agent.blur;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.status.Waiting;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/** The blur that is configured. A strength that is not known blurs nothing: it fails, and nothing is stored. */
@Component(name = Blur.PID, service = BlurringFilter.class, immediate = true)
public final class Blur implements BlurringFilter {

    static final String PID = "io.workstatus.agent.blur";

    private final BundleContext context;
    private volatile String label;

    /** Only touched by the component's life cycle, which is never run twice at a time. */
    private @Nullable ServiceRegistration<Waiting> waiting;

    @Activate
    public Blur(BundleContext context, BlurConfig config) {
        this.context = context;
        this.label = config.strength();
        tellWhetherKnown();
    }

    /** Changes the strength without the service going away, so that no tick is lost. */
    @Modified
    void modified(BlurConfig config) {
        label = config.strength();
        tellWhetherKnown();
    }

    @Deactivate
    void deactivate() {
        if (waiting != null) {
            waiting.unregister();
        }
    }

    @Override
    public BlurredFrame filter(RawFrame frame) throws FrameException {
        String wanted = label;
        Strength strength = Strength.byLabel(wanted).orElseThrow(() -> new FrameException(unknown(wanted)));
        return strength.applyTo(frame);
    }

    private void tellWhetherKnown() {
        ServiceRegistration<Waiting> before = waiting;
        String wanted = label;
        waiting = Strength.byLabel(wanted).isPresent()
                ? null
                : context.registerService(Waiting.class, new Waiting(unknown(wanted)), null);
        if (before != null) {
            before.unregister();
        }
    }

    private static String unknown(String label) {
        return "the blur's strength is set to '%s', which is not known; set %s to one of %s"
                .formatted(label, PID + " strength", Strength.labels());
    }
}
