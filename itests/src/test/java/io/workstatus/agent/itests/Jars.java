package io.workstatus.agent.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Jars as somebody else might bring them. */
final class Jars {

    private Jars() {}

    /** A bundle with one component of this class, which comes up by itself. */
    static byte[] bundle(String symbolicName, String version, Class<?> component, Map<String, String> headers) {
        return bundle(symbolicName, version, component, headers, "");
    }

    /** @param elements more of the component's description, as {@code <reference …/>} */
    static byte[] bundle(
            String symbolicName, String version, Class<?> component, Map<String, String> headers, String elements) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Bundle-ManifestVersion", "2");
        all.put("Bundle-SymbolicName", symbolicName);
        all.put("Bundle-Version", version);
        all.put("Import-Package", "org.osgi.framework,org.apache.felix.hc.api");
        all.put("Service-Component", "OSGI-INF/component.xml");
        all.putAll(headers);
        String implementation = component == null ? "com.example.NotThere" : component.getName();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String description = """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s" immediate="true"
                    activate="activate" deactivate="deactivate">
                  <implementation class="%s"/>
                  %s
                </scr:component>
                """.formatted(symbolicName, implementation, elements);
        entries.put("OSGI-INF/component.xml", description.getBytes(StandardCharsets.UTF_8));
        if (component != null) {
            String file = component.getName().replace('.', '/') + ".class";
            try (InputStream in = component.getClassLoader().getResourceAsStream(file)) {
                entries.put(file, in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return jar(all, entries);
    }

    static byte[] jar(Map<String, String> headers, Map<String, byte[]> entries) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(jar);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(entry(entry.getKey()));
                jar.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same jar has the same bytes at any time. */
    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }

    /** The same jar with other headers. */
    static byte[] with(byte[] jar, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            Manifest manifest = new Manifest(in.getManifest());
            headers.forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return bytes.toByteArray();
    }
}
