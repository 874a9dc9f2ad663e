package io.workstatus.agent.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.launch.LaunchProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies {@code provision/<PID>.json} of the home, for unattended installs: a JSON object of strings, numbers, booleans
 * and lists of these. Each file is applied once, and again only when it has changed, so that what is edited in the web
 * console afterwards stays.
 */
@Component(service = Provisioning.class)
public final class Provisioning {

    private static final Logger LOG = LoggerFactory.getLogger(Provisioning.class);
    private static final String SUFFIX = ".json";
    private static final Pattern PID = Pattern.compile("[A-Za-z0-9_.~-]+");
    private static final ObjectReader JSON = Json.MAPPER
            .readerFor(new TypeReference<Map<String, Object>>() {})
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Path folder;
    private final Path applied;
    private final ConfigurationAdmin configurations;
    private final Journal journal;

    @Activate
    public Provisioning(
            BundleContext context, @Reference ConfigurationAdmin configurations, @Reference Journal journal) {
        this(Path.of(context.getProperty(LaunchProperties.HOME)), configurations, journal);
    }

    Provisioning(Path home, ConfigurationAdmin configurations, Journal journal) {
        this.folder = home.resolve("provision");
        this.applied = home.resolve("config/provisioned");
        this.configurations = configurations;
        this.journal = journal;
    }

    /** Applies what has changed. One that cannot be read is refused whole, and the others are applied. */
    void apply() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String pid = name.substring(0, name.length() - SUFFIX.length());
            try {
                apply(pid, Files.readAllBytes(file));
            } catch (JsonProcessingException e) {
                refuse(file, "it is no JSON object: " + e.getOriginalMessage());
            } catch (IllegalArgumentException | IOException e) {
                refuse(file, e.getMessage());
            }
        }
    }

    private void apply(String pid, byte[] content) throws IOException {
        if (!PID.matcher(pid).matches()) {
            throw new IllegalArgumentException("'" + pid + "' is no PID");
        }
        Path note = applied.resolve(pid);
        String sha256 = sha256(content);
        if (Files.exists(note) && Files.readString(note).equals(sha256)) {
            return;
        }
        Map<String, Object> values = JSON.readValue(content);
        if (values == null) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        values.forEach((name, value) -> properties.put(name, property(name, value)));
        Configuration configuration = configurations.getConfiguration(pid, "?");
        configuration.update(FrameworkUtil.asDictionary(properties));
        Files.createDirectories(applied);
        Files.writeString(note, sha256);
        LOG.info("Configuration {} was taken from the home's provision folder", pid);
        journal.append("configuration.provisioned", Map.of("pid", pid, "names", List.copyOf(values.keySet())));
    }

    private static Object property(String name, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toArray(String[]::new);
        }
        throw new IllegalArgumentException(
                "the value of '" + name + "' is no string, number, boolean or list of these");
    }

    private void refuse(Path file, String why) {
        LOG.error("{} was not applied: {}. Correct it and start the agent again", file, why);
        journal.append(
                "configuration.refused", Map.of("file", file.getFileName().toString(), "why", why));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
