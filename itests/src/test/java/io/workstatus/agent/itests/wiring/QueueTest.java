package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import io.workstatus.agent.api.status.StatusPart;
import io.workstatus.agent.api.status.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.awaitility.Awaitility;
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
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** What the queue has taken reaches the store, whoever of the two is away meanwhile. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class QueueTest {

    private static final Duration DELIVERED = Duration.ofSeconds(10);

    @Inject
    private BundleContext context;

    @Inject
    private TimeSource time;

    @Inject
    private ServiceComponentRuntime runtime;

    @Inject
    private UploadQueue queue;

    private Components components;
    private Artifacts artifacts;

    @Configuration
    public Option[] container() {
        return Distribution.with("upload", "store-folder");
    }

    @Before
    public void open() {
        components = new Components(context, runtime);
        artifacts = new Artifacts(context.getProperty(LaunchProperties.AGENT_ID), time);
    }

    @Test
    public void whatIsOfferedIsStoredUnderItsKey() throws OfferRefusedException {
        Artifact offered = offer();
        awaitDelivered(List.of(offered));
    }

    @Test
    public void withoutStoreEverythingIsTakenAndDeliveredLater() throws BundleException, OfferRefusedException {
        long sentBefore = books("sent");
        List<Artifact> offered = new ArrayList<>();
        Bundle store = components.bundle("store-folder");
        store.stop();
        try {
            for (int i = 0; i < 5; i++) {
                offered.add(offer());
            }
            assertThat(books("pending")).isEqualTo(5);
            assertThat(offered).noneMatch(artifact -> Files.exists(stored(artifact)));
            Awaitility.await("the queue says what it waits for")
                    .until(() -> reasonsToWait().stream().anyMatch(reason -> reason.contains("store")));
        } finally {
            store.start();
        }
        awaitDelivered(offered);
        Awaitility.await().atMost(DELIVERED).until(() -> books("sent") == sentBefore + 5);
        assertThat(books("pending")).isZero();
        assertThat(books("unaccounted")).isZero();
        Awaitility.await("the queue waits for nothing")
                .until(() -> reasonsToWait().isEmpty());
    }

    @Test
    public void whatWaitsOutlivesTheQueueItself() throws BundleException, OfferRefusedException {
        Bundle store = components.bundle("store-folder");
        Bundle upload = components.bundle("upload");
        store.stop();
        Artifact offered;
        try {
            offered = offer();
            upload.stop();
            assertThat(context.getServiceReference(UploadQueue.class)).isNull();
            upload.start();
        } finally {
            store.start();
        }
        awaitDelivered(List.of(offered));
    }

    private Artifact offer() throws OfferRefusedException {
        Artifact artifact = artifacts.screenshot();
        queue.offer(artifact);
        return artifact;
    }

    private void awaitDelivered(List<Artifact> offered) {
        Awaitility.await("delivery").atMost(DELIVERED).untilAsserted(() -> {
            for (Artifact artifact : offered) {
                assertThat(content(stored(artifact))).isEqualTo(artifact.content());
            }
        });
    }

    private static byte[] content(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private Path stored(Artifact artifact) {
        return Path.of(context.getProperty(LaunchProperties.HOME), "store").resolve(artifact.key());
    }

    private long books(String name) {
        StatusPart queue = services(StatusPart.class).stream()
                .filter(part -> part.name().equals("queue"))
                .findFirst()
                .orElseThrow();
        assertThat(queue.value()).isInstanceOf(Map.class);
        return ((Number) ((Map<?, ?>) queue.value()).get(name)).longValue();
    }

    private List<String> reasonsToWait() {
        return services(Waiting.class).stream().map(Waiting::reason).toList();
    }

    private <S> List<S> services(Class<S> type) {
        try {
            List<S> services = new ArrayList<>();
            for (ServiceReference<S> reference : context.getServiceReferences(type, null)) {
                S service = context.getService(reference);
                if (service != null) {
                    services.add(service);
                }
            }
            return services;
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
