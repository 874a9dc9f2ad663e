package io.workstatus.agent.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.workstatus.agent.itests.foreign.Good;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where the owner has pinned a key, only what it has signed is taken, whole and in time, whichever way it comes. */
class SignedJarsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String NAME = "com.example.good";

    private static Agent agent;
    private static Signing owner;
    private static Map<String, byte[]> bad;

    @BeforeAll
    static void aKeyIsPinned() throws Exception {
        owner = Signing.key("owner", "-validity", "30");
        Signing expired = Signing.key("former owner", "-startdate", "-20d", "-validity", "10");
        agent = Agent.unpack()
                .keep("trust/owner.pem", owner.certificate())
                .keep("trust/former.pem", expired.certificate());
        agent.start().setUpAndSignIn();
        Agent.expect(200, agent.putJar("/api/v1/bundles/" + NAME, owner.sign(jar("1.0.0"))));

        bad = new LinkedHashMap<>();
        bad.put("is not signed", jar("1.1.0"));
        bad.put("more is not signed", with(owner.sign(jar("1.1.0")), "more"));
        bad.put("CN=somebody", Signing.key("somebody", "-validity", "30").sign(jar("1.1.0")));
        bad.put("changed after it was signed", with(owner.sign(jar("1.1.0")), "OSGI-INF/component.xml"));
        bad.put("valid from", expired.sign(jar("1.1.0")));
    }

    @AfterAll
    static void theEnd() throws Exception {
        agent.close();
    }

    private static byte[] jar(String version) {
        return Jars.bundle(NAME, version, Good.class, Map.of());
    }

    /** The same jar with an entry that is another one, or one more. */
    private static byte[] with(byte[] jar, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.getName().equals(name)) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new ZipEntry(name));
            out.write("<other/>".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void whatComesWithTheReleaseRunsAndItIsSaidThatKeysArePinned() {
        assertThat(agent.capability("blur").path("state").asText()).isEqualTo("active");
        JsonNode signatures = agent.status().path("signatures");
        assertThat(signatures.path("checked").asBoolean()).isTrue();
        assertThat(signatures.path("pinnedKeys").asInt()).isEqualTo(2);
    }

    @Test
    void putByAnybodyOnlyWhatIsSignedIsTaken() throws Exception {
        for (Map.Entry<String, byte[]> jar : bad.entrySet()) {
            HttpResponse<byte[]> answer = agent.putJar("/api/v1/bundles/" + NAME, jar.getValue());
            assertThat(answer.statusCode()).as(jar.getKey()).isEqualTo(422);
            assertThat(Agent.json(answer).path("detail").asText()).contains(jar.getKey());
        }
        assertOldOneRuns();
    }

    @Test
    void uploadedInTheConsoleOnlyWhatIsSignedIsTaken() throws Exception {
        for (Map.Entry<String, byte[]> jar : bad.entrySet()) {
            HttpResponse<byte[]> answer = agent.uploadJar(jar.getValue());
            assertThat(answer.statusCode()).as(jar.getKey()).isEqualTo(422);
        }
        assertOldOneRuns();
    }

    @Test
    void droppedIntoTheFolderOnlyWhatIsSignedIsTaken() throws Exception {
        for (Map.Entry<String, byte[]> jar : bad.entrySet()) {
            int before = refusals();
            drop(NAME, jar.getValue());
            await(jar.getKey()).atMost(SOON).until(() -> refusals() > before);
        }
        assertOldOneRuns();
        drop("com.example.signed", owner.sign(Jars.bundle("com.example.signed", "1", Good.class, Map.of())));
        await().atMost(SOON)
                .until(() -> agent.status().path("capabilities").toString().contains("com.example.signed"));
    }

    private static void drop(String name, byte[] content) throws IOException {
        Path file = agent.distribution().resolve("load/" + name + ".jar");
        Path temporary = file.resolveSibling(".dropped");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertOldOneRuns() {
        assertThat(agent.capability(NAME).path("version").asText()).isEqualTo("1.0.0");
        assertThat(agent.capability(NAME).path("state").asText()).isEqualTo("active");
    }

    private static int refusals() throws IOException {
        return Agent.json(agent.get("/api/v1/journal?type=capability.refused&limit=10000"))
                .size();
    }
}
