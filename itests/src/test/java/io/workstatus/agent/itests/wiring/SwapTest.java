package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Capabilities go, come and are replaced while everything else runs. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    private BundleContext context;

    @Inject
    private TimeSource time;

    @Inject
    private ServiceComponentRuntime runtime;

    private Components components;
    private LocalHttp http;

    @Configuration
    public Option[] container() {
        return Distribution.withAllButDeploy();
    }

    @Before
    public void open() {
        components = new Components(context, runtime);
        http = new LocalHttp(context);
        http.await("/signin");
    }

    @Test
    public void blurGoesAndComesWithItsBundle() throws BundleException {
        Bundle blur = components.bundle("blur");
        assertThat(context.getServiceReference(BlurringFilter.class)).isNotNull();
        blur.stop();
        try {
            assertThat(context.getServiceReference(BlurringFilter.class)).isNull();
        } finally {
            blur.start();
        }
        assertThat(context.getServiceReference(BlurringFilter.class)).isNotNull();
    }

    @Test
    public void afterASwapEverythingIsAsBeforeAndNothingIsLeft() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (Path jar : Distribution.jars("load")) {
            String name = jar.getFileName().toString().replace(".jar", "");
            useEverything();
            Set<String> before = components.lines(bundle -> true);
            Set<String> threads = threads();

            WeakReference<ClassLoader> old = swap(components.bundle(name.substring(Distribution.OURS.length())), jar);

            awaitOrReport(
                    softly,
                    "components after " + name,
                    () -> components.lines(bundle -> true).equals(before));
            awaitOrReport(softly, "class loader of the old " + name, () -> {
                System.gc();
                return old.get() == null;
            });
            awaitOrReport(softly, "threads after " + name, () -> threads.containsAll(threads()));
        }
        softly.assertAll();
    }

    private static void awaitOrReport(SoftAssertions softly, String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(5))
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            softly.fail(what + ": not as it was before the swap");
        }
    }

    /** In a method of its own, so that nothing on the stack keeps the class loader. */
    private WeakReference<ClassLoader> swap(Bundle bundle, Path jar)
            throws BundleException, IOException, InterruptedException {
        var old = new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
        bundle.stop(Bundle.STOP_TRANSIENT);
        try (InputStream content = Files.newInputStream(jar)) {
            bundle.update(content);
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        assertThat(refreshed.await(10, TimeUnit.SECONDS)).isTrue();
        bundle.start();
        return old;
    }

    /** A class loader that was never used leaves nothing behind: each capability does something first. */
    private void useEverything() throws FrameException, OfferRefusedException, IOException, InterruptedException {
        RawFrame frame = new RawFrame(320, 200, new int[320 * 200], 1.0);
        service(FrameEncoder.class).encode(service(BlurringFilter.class).filter(frame), 60);
        service(UploadQueue.class)
                .offer(new Artifacts(context.getProperty(LaunchProperties.AGENT_ID), time).screenshot());
        try (Recording recording = new Recording(context, time)) {
            recording.signIn("ada");
            Awaitility.await("the gate")
                    .atMost(SOON)
                    .until(() -> components.lines(bundle -> true).contains("io.workstatus.agent.tracking: satisfied"));
        }
        assertThat(http.get("/get-config")).isEqualTo(200);
        assertThat(http.get("/signin")).isEqualTo(200);
        assertThat(http.post("/api/v1/login", "{\"username\": \"nobody\", \"password\": \"not a good one\"}"))
                .isIn(401, 429);
    }

    private <S> S service(Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        assertThat(reference).as(type.getSimpleName()).isNotNull();
        S service = context.getService(reference);
        context.ungetService(reference);
        return service;
    }

    /** The threads of our bundles, by name. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("workstatus-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
