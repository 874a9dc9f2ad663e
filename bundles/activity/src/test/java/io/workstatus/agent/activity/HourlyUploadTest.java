package io.workstatus.agent.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourlyUploadTest {

    private static final String AGENT = "0d0c2f54-5a5f-4a3e-9d4b-9c6d8f6b1a11";

    @TempDir
    Path root;

    private final List<Artifact> taken = new ArrayList<>();
    private final List<String> journaled = new ArrayList<>();
    private SampleFolder folder;
    private HourlyUpload upload;

    @BeforeEach
    void start() throws IOException {
        folder = new SampleFolder(root);
        folder.start(FakeTime.NOON);
        upload = new HourlyUpload(folder, AGENT, (type, data) -> journaled.add(type + " " + data.get("samples")));
        folder.append(new Sample(FakeTime.NOON, 10_000, "ada", new Counts(1, 0, 0, 0, 0)));
        folder.append(new Sample(FakeTime.NOON.plusSeconds(10), 10_000, "ada", new Counts(2, 0, 0, 0, 0)));
        folder.seal();
    }

    @Test
    void anHourIsOneObjectUnderTheContractsKey() throws IOException {
        upload.offerAll(taken::add);
        assertThat(taken).hasSize(1);
        Artifact artifact = taken.get(0);
        assertThat(artifact.key())
                .isEqualTo("activity/v=1/dt=2026-11-25/agent=" + AGENT + "/20261125T120000.000Z-" + artifact.id()
                        + ".ndjson.gz");
        assertThat(artifact.kind()).isEqualTo(Artifact.ACTIVITY);
        assertThat(artifact.user()).isEqualTo("ada");
        assertThat(unzipped(artifact).lines()).hasSize(2).allMatch(line -> line.contains("\"user\":\"ada\""));
        assertThat(journaled).containsExactly("activity.offered 2");
    }

    @Test
    void whatWasTakenIsNotOfferedAgain() throws IOException {
        upload.offerAll(taken::add);
        upload.offerAll(taken::add);
        assertThat(taken).hasSize(1);
    }

    @Test
    void afterACrashBehindTheOfferTheSameBytesAreOfferedUnderTheSameKey() throws IOException {
        UploadQueue crashing = artifact -> {
            taken.add(artifact);
            throw new IllegalStateException("killed here");
        };
        try {
            upload.offerAll(crashing);
        } catch (IllegalStateException e) {
            // as if the process had gone
        }
        SampleFolder again = new SampleFolder(root);
        again.start(FakeTime.NOON.plusSeconds(60));
        new HourlyUpload(again, AGENT, (type, data) -> {}).offerAll(taken::add);
        assertThat(taken).hasSize(2);
        assertThat(taken.get(1).id()).isEqualTo(taken.get(0).id());
        assertThat(taken.get(1).key()).isEqualTo(taken.get(0).key());
        assertThat(taken.get(1).sha256()).isEqualTo(taken.get(0).sha256());
        assertThat(taken.get(1).content()).isEqualTo(taken.get(0).content());
    }

    @Test
    void whatTheQueueRefusesStaysAndGoesLater() throws IOException {
        upload.offerAll(artifact -> {
            throw new OfferRefusedException("The disk is full.");
        });
        assertThat(folder.sealed()).hasSize(1);
        upload.offerAll(taken::add);
        assertThat(taken).hasSize(1);
        assertThat(folder.sealed()).isEmpty();
    }

    private static String unzipped(Artifact artifact) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(artifact.content()))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
