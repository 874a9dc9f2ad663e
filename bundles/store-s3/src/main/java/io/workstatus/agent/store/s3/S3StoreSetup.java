package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.status.Waiting;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreNotSetUp;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what the configuration asks for as services: with a bucket, an {@link ObjectStore} of a higher ranking than the
 * folder's; with settings that cannot be used, one that takes nothing and says why, because what was meant for S3 must not
 * end in the folder; without a bucket, {@link StoreNotSetUp}.
 *
 * <p>A changed configuration first shows the new store and then takes the old one away. What is on its way to that one may
 * still arrive there, and is not put a second time.
 */
@Component(
        name = S3StoreSetup.PID,
        configurationPid = S3StoreSetup.PID,
        immediate = true,
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=S3 store", HealthCheck.TAGS + "=store-s3"})
@Designate(ocd = S3Config.class)
public final class S3StoreSetup implements HealthCheck {

    static final String PID = "io.workstatus.agent.store.s3";
    static final String STORE = "store-s3";

    private static final Logger LOG = LoggerFactory.getLogger(S3StoreSetup.class);

    private final ServiceSigns signs;
    private final Journal journal;
    private final TimeSource time;
    private final Calls calls = new Calls();

    /** What is shown now; guarded by this. */
    private Shown shown = Shown.NOTHING;

    private Optional<String> setUpAs = Optional.empty();

    /** What the configuration led to, and how to take it back. */
    private record Shown(Optional<String> destination, Optional<String> flaw, Runnable takeBack) {
        static final Shown NOTHING = new Shown(Optional.empty(), Optional.empty(), () -> {});
    }

    @Activate
    public S3StoreSetup(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Journal journal,
            @Reference TimeSource time) {
        this(new ServiceSigns.OfFramework(context), properties, journal, time);
    }

    S3StoreSetup(ServiceSigns signs, Map<String, Object> properties, Journal journal, TimeSource time) {
        this.signs = signs;
        this.journal = journal;
        this.time = time;
        configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        configure(properties);
    }

    private synchronized void configure(Map<String, Object> properties) {
        String wanted = Settings.comparable(properties);
        if (setUpAs.filter(wanted::equals).isPresent()) {
            return;
        }
        Shown before = shown;
        shown = show(properties);
        setUpAs = Optional.of(wanted);
        before.takeBack().run();
    }

    private Shown show(Map<String, Object> properties) {
        if (Settings.bucketOf(properties).isEmpty()) {
            return new Shown(Optional.empty(), Optional.empty(), signs.show(new StoreNotSetUp(STORE)));
        }
        try {
            Settings settings = Settings.of(properties);
            S3Store store = new S3Store(settings, calls, time);
            Runnable sign = signs.show(store, STORE);
            LOG.info("Objects go to {}.", settings.destination());
            return new Shown(Optional.of(settings.destination()), Optional.empty(), () -> {
                sign.run();
                store.retire();
            });
        } catch (UnusableSettingException e) {
            String why = String.valueOf(e.getMessage());
            LOG.warn("Nothing is stored until a setting is put right: {}", why);
            journal.append("configuration.invalid", Map.of("pid", PID, "why", why));
            Runnable store = signs.show(new UnusableStore(e.code(), why), STORE);
            Runnable waiting = signs.show(new Waiting(why));
            return new Shown(Optional.empty(), Optional.of(why), () -> {
                store.run();
                waiting.run();
            });
        }
    }

    @Deactivate
    synchronized void end() {
        shown.takeBack().run();
        shown = Shown.NOTHING;
        calls.end();
    }

    @Override
    public synchronized Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        shown.flaw().ifPresent(why -> log.critical("{}", why));
        shown.destination().ifPresent(place -> log.info("Objects go to {}.", place));
        if (shown.flaw().isEmpty() && shown.destination().isEmpty()) {
            log.info("No bucket is set: S3 is not used.");
        }
        return new Result(log);
    }
}
