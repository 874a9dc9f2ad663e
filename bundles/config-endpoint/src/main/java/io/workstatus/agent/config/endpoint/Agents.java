package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.launch.LaunchProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents that have asked for a policy, as each reported with its last request. Kept over restarts, a minute old at
 * most; of more than 20,000 those go that were seen longest ago.
 */
@Component(name = "io.workstatus.agent.config.endpoint.agents", service = Agents.class)
public final class Agents {

    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
    private static final int MOST = 20_000;
    private static final int KEEP_SECONDS = 60;

    private final TimeSource time;
    private final Path file;
    private final Map<String, Sighting> seen = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean changed;

    @Activate
    public Agents(BundleContext context, @Reference TimeSource time) {
        this(Path.of(context.getProperty(LaunchProperties.HOME)), time);
    }

    Agents(Path home, TimeSource time) {
        this.time = time;
        this.file = home.resolve("policy/agents.json");
        this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "workstatus-config-agents"));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        read();
    }

    @Activate
    @SuppressWarnings("FutureReturnValueIgnored") // nothing escapes it
    void open() {
        thread.scheduleWithFixedDelay(this::keep, KEEP_SECONDS, KEEP_SECONDS, SECONDS);
    }

    @Deactivate
    void close() throws InterruptedException {
        thread.execute(this::keep);
        thread.shutdown();
        if (!thread.awaitTermination(1_500, MILLISECONDS)) {
            thread.shutdownNow();
        }
    }

    /** Notes an agent that told its id. */
    void saw(Caller caller, HttpServletRequest request, Served served) {
        caller.agent().ifPresent(id -> {
            seen.put(id, Sighting.of(caller, request, time.now(), served));
            changed = true;
            if (seen.size() > MOST) {
                forgetTheOldest();
            }
        });
    }

    /** The one that was seen last comes first. */
    List<Sighting> list(int limit) {
        return seen.values().stream()
                .sorted(Comparator.comparing(Sighting::lastSeen).reversed())
                .limit(limit)
                .toList();
    }

    private void forgetTheOldest() {
        seen.values().stream()
                .sorted(Comparator.comparing(Sighting::lastSeen))
                .limit(MOST / 10)
                .map(Sighting::id)
                .toList()
                .forEach(seen::remove);
    }

    private void read() {
        try {
            for (JsonNode row : StrictJson.JSON.readTree(Files.readAllBytes(file))) {
                if (row instanceof ObjectNode object) {
                    Sighting sighting = Sighting.of(object);
                    seen.put(sighting.id(), sighting);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("nobody has asked yet");
        } catch (IOException | RuntimeException e) {
            LOG.warn("The list of agents cannot be read, and begins anew: {}", e.toString());
        }
    }

    private void keep() {
        if (!changed) {
            return;
        }
        changed = false;
        try {
            Files.createDirectories(file.getParent());
            var rows = StrictJson.JSON.createArrayNode();
            list(MOST).forEach(sighting -> rows.add(sighting.toJson()));
            WholeFile.write(file, rows.toString().getBytes(UTF_8));
        } catch (IOException e) {
            LOG.warn("The list of agents cannot be kept: {}", e.toString());
        }
    }
}
