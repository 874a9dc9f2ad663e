package io.workstatus.agent.capture;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Terms;
import io.workstatus.agent.api.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Declares what the screenshots show, before they do: it hears of a configuration in the thread that makes it, and
 * therefore earlier than {@link Capture}, which Service Component Runtime tells later. Until then Capture asks here whether
 * what it is about to do was declared.
 */
@Component(
        service = {ScreenshotTerms.class, SynchronousConfigurationListener.class},
        immediate = true)
public final class ScreenshotTerms implements SynchronousConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ScreenshotTerms.class);

    private static final long NONE = 0;
    private static final long BLURRED = 1;
    private static final long READABLE = 2;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final AtomicLong turns = new AtomicLong();
    // By turn; the last one is in force, the others are about to go. Guarded by itself.
    private final TreeMap<Long, ServiceRegistration<Terms>> standing = new TreeMap<>();
    private volatile long declared = NONE;
    private volatile boolean closed;

    @Activate
    public ScreenshotTerms(BundleContext context, @Reference ConfigurationAdmin configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    @Activate
    void open() {
        declare();
    }

    @Deactivate
    void close() {
        closed = true;
        List<ServiceRegistration<Terms>> all;
        synchronized (standing) {
            declared = NONE;
            all = List.copyOf(standing.values());
            standing.clear();
        }
        all.forEach(ScreenshotTerms::unregister);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (!closed && (Policy.PID.equals(event.getPid()) || Capture.PID.equals(event.getPid()))) {
            declare();
        }
    }

    /** Whether screenshots as these settings want them were declared. */
    boolean cover(Settings settings) {
        return extent(settings) <= declared;
    }

    /** What goes further is registered before it is said to be declared, what does not is said before the old one goes. */
    private void declare() {
        long turn = turns.incrementAndGet();
        Settings settings = settings();
        ServiceRegistration<Terms> registration = context.registerService(Terms.class, terms(settings), null);
        List<ServiceRegistration<Terms>> outdated = new ArrayList<>();
        synchronized (standing) {
            standing.put(turn, registration);
            if (standing.lastKey() == turn) {
                declared = closed ? NONE : extent(settings);
            }
            while (standing.size() > (closed ? 0 : 1)) {
                outdated.add(standing.pollFirstEntry().getValue());
            }
        }
        outdated.forEach(ScreenshotTerms::unregister);
    }

    private Settings settings() {
        Map<String, Object> properties = new HashMap<>(kept(Capture.PID));
        properties.putAll(kept(Policy.PID));
        try {
            return Settings.from(properties);
        } catch (InvalidSettingException e) {
            // Capture says it, and records nothing either.
            LOG.debug("no settings", e);
            return Settings.NOTHING;
        }
    }

    private Map<String, Object> kept(String pid) {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? Map.of() : FrameworkUtil.asMap(found[0].getProperties());
        } catch (IOException e) {
            LOG.warn("The configuration {} cannot be read: {}", pid, e.toString());
            return Map.of();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the filter is a constant", e);
        }
    }

    private static long extent(Settings settings) {
        return !settings.enabled() ? NONE : settings.blurred() ? BLURRED : READABLE;
    }

    private static Terms terms(Settings settings) {
        if (!settings.enabled()) {
            return new Terms(List.of());
        }
        String how = settings.blurred()
                ? "blurred before it is kept, so that nothing on it can be read"
                : "not blurred: whatever is on it can be read";
        return new Terms(List.of(new Term(
                Term.Subject.RECORDED,
                "screenshots",
                extent(settings),
                "A screenshot of the whole screen, every %s, %s.".formatted(every(settings.intervalNanos()), how))));
    }

    /** As {@code 10 minutes}, {@code 2.5 seconds} or {@code hour}. */
    private static String every(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds % 3600 == 0) {
            return unit(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? unit(seconds / 60, "minute") : unit(seconds, "second");
    }

    private static String unit(double count, String name) {
        String shown = count == Math.rint(count) ? Long.toString((long) count) : Double.toString(count);
        return count == 1 ? name : shown + " " + name + "s";
    }

    private static void unregister(ServiceRegistration<Terms> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("the framework was faster", e);
        }
    }
}
