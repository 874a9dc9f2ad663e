package io.workstatus.agent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedJarTest {

    private static final String NAME = "io.workstatus.agent.config.client";

    static byte[] jar(Map<String, String> headers, int payload) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("payload"));
            byte[] content = new byte[payload];
            new java.util.Random(7).nextBytes(content);
            jar.write(content);
        }
        return bytes.toByteArray();
    }

    static byte[] bundle(String symbolicName, String version) throws IOException {
        return jar(
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", symbolicName,
                        "Bundle-Version", version),
                5_000);
    }

    @Test
    void aBundleIsKnownByItsDirectoryAndItsHash() throws Exception {
        CheckedJar jar = CheckedJar.of(bundle(NAME, "1.2.3"), Signers.anybody());
        assertThat(jar.id()).isEqualTo("config-client");
        assertThat(jar.version()).hasToString("1.2.3");
        assertThat(jar.sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void aForeignBundleIsKnownByItsSymbolicName() throws Exception {
        assertThat(CheckedJar.of(bundle("com.example.my.blur", "1"), Signers.anybody())
                        .id())
                .isEqualTo("com.example.my.blur");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aJarThatIsCutOffIsRefused(int tenths) throws IOException {
        byte[] whole = bundle(NAME, "1");
        byte[] cut = Arrays.copyOf(whole, whole.length * tenths / 10);
        assertThatThrownBy(() -> CheckedJar.of(cut, Signers.anybody())).isInstanceOf(RefusedException.class);
    }

    @Test
    void aFlippedBitIsNoticed() throws IOException {
        byte[] damaged = bundle(NAME, "1");
        damaged[damaged.length / 2] ^= 4;
        assertThatThrownBy(() -> CheckedJar.of(damaged, Signers.anybody())).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "Bundle-Activator, com.example.Activator",
        "DynamicImport-Package, *",
        "Fragment-Host, system.bundle; extension:=framework",
        "ExtensionBundle-Activator, com.example.Activator",
    })
    void whatWouldRunOutsideItsComponentsIsRefused(String header, String value) throws IOException {
        byte[] jar = jar(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", NAME, header, value), 1);
        assertThatThrownBy(() -> CheckedJar.of(jar, Signers.anybody()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc", "a/b", "..", ".", "a..b", "a b", "\u00e4"})
    void aNameThatMeansSomethingToAFileSystemIsRefused(String name) throws IOException {
        byte[] jar = bundle(name, "1");
        assertThatThrownBy(() -> CheckedJar.of(jar, Signers.anybody())).isInstanceOf(RefusedException.class);
    }

    @Test
    void aVersionThatIsNoneIsRefused() throws IOException {
        byte[] jar = bundle(NAME, "one");
        assertThatThrownBy(() -> CheckedJar.of(jar, Signers.anybody()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("one");
    }

    @Test
    void aJarThatIsNoBundleIsRefused() throws IOException {
        byte[] jar = jar(Map.of(), 1);
        assertThatThrownBy(() -> CheckedJar.of(jar, Signers.anybody()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no OSGi bundle");
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 600; i++) {
                jar.write(zeros);
            }
        }
        assertThatThrownBy(() -> CheckedJar.of(bytes.toByteArray(), Signers.anybody()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("unpacks");
    }
}
