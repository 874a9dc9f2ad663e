package io.workstatus.agent.activity;

import io.workstatus.agent.api.journal.Journal;
import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.queue.OfferRefusedException;
import io.workstatus.agent.api.queue.UploadQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands sealed files over to the upload queue, gzipped. Used by one thread. */
final class HourlyUpload {

    private static final Logger LOG = LoggerFactory.getLogger(HourlyUpload.class);
    private static final String MEDIA_TYPE = "application/gzip";

    private final SampleFolder folder;
    private final String agentId;
    private final Journal journal;
    private @Nullable String refusal;

    HourlyUpload(SampleFolder folder, String agentId, Journal journal) {
        this.folder = folder;
        this.agentId = agentId;
        this.journal = journal;
    }

    /** Offers all that wait; what the queue does not take now stays where it is. */
    void offerAll(UploadQueue queue) throws IOException {
        for (SampleFile file : folder.sealed()) {
            byte[] lines = folder.content(file);
            List<Sample> samples = SampleFile.samples(lines);
            if (!samples.isEmpty()) {
                try {
                    queue.offer(artifact(file, lines, samples));
                } catch (OfferRefusedException e) {
                    refused(String.valueOf(e.getMessage()));
                    return;
                }
                refusal = null;
                journal.append(
                        "activity.offered",
                        Map.of(
                                "id", file.id(),
                                "user", samples.get(0).user(),
                                "key", file.key(agentId),
                                "samples", samples.size()));
            }
            folder.offered(file);
        }
    }

    private Artifact artifact(SampleFile file, byte[] lines, List<Sample> samples) throws IOException {
        byte[] content = gzip(lines);
        return new Artifact(
                file.id(),
                Artifact.ACTIVITY,
                file.key(agentId),
                MEDIA_TYPE,
                file.start(),
                samples.get(0).user(),
                Map.of("samples", Integer.toString(samples.size())),
                content,
                sha256(content));
    }

    /** Once for each reason. */
    private void refused(String why) {
        if (!why.equals(refusal)) {
            LOG.warn("The samples of activity stay here for now: {}", why);
            refusal = why;
        }
    }

    /** Without a time or a name in its head: the same lines are the same bytes. */
    private static byte[] gzip(byte[] lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(lines);
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
