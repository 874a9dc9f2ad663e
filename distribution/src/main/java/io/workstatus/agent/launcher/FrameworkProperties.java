package io.workstatus.agent.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.felix.framework.util.Util;

/** Reads {@code conf/config.properties} and {@code conf/system.properties}, and adds what only the launcher knows. */
final class FrameworkProperties {

    private FrameworkProperties() {}

    static Map<String, String> of(Path distribution, Home home, int port) throws IOException {
        Path root = distribution.toRealPath();
        Path folder = home.folder();

        Properties known = new Properties();
        known.setProperty("io.workstatus.agent.distribution", root.toString());
        known.setProperty("io.workstatus.agent.home", folder.toString());
        known.setProperty("io.workstatus.agent.id", home.agentId());
        known.setProperty("io.workstatus.agent.port", Integer.toString(port));
        known.setProperty("io.workstatus.agent.version", version());
        known.setProperty("io.workstatus.agent.release", release(root));
        String lastExit = System.getProperty("workstatus.last.exit");
        if (lastExit != null) {
            known.setProperty("io.workstatus.agent.last.exit", lastExit);
        }

        substituted(root.resolve("conf/system.properties"), known).forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });

        Map<String, String> properties = new HashMap<>(substituted(root.resolve("conf/config.properties"), known));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("felix.") || name.startsWith("org.osgi.framework."))
                .forEach(name -> properties.put(name, System.getProperty(name)));
        known.stringPropertyNames().forEach(name -> properties.put(name, known.getProperty(name)));
        return properties;
    }

    private static String version() throws IOException {
        Properties build = new Properties();
        try (InputStream in = FrameworkProperties.class.getResourceAsStream("build.properties")) {
            build.load(in);
        }
        return build.getProperty("version");
    }

    /**
     * Names the framework's cache, so that one release never starts with the bundles of another, nor with those of the same one
     * in another folder: the framework knows its bundles by where they were.
     */
    private static String release(Path root) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : new String[] {"lib", "bundle", "bundle/server"}) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            }
        }
        CRC32 crc = new CRC32();
        crc.update(root.toString().getBytes(StandardCharsets.UTF_8));
        byte[] buffer = new byte[1 << 16];
        for (Path jar : jars) {
            try (InputStream in = Files.newInputStream(jar)) {
                for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    crc.update(buffer, 0, length);
                }
            }
        }
        return version() + "-" + String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static Map<String, String> substituted(Path file, Properties known) throws IOException {
        Properties raw = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            raw.load(reader);
        }
        raw.putAll(known);
        Map<String, String> result = new HashMap<>();
        for (String name : raw.stringPropertyNames()) {
            result.put(name, Util.substVars(raw.getProperty(name), name, null, raw));
        }
        return result;
    }
}
