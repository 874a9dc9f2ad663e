package io.workstatus.agent.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.ulid.UlidCreator;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The samples of one user that begin in one hour of UTC, one on a line.
 *
 * @param start the beginning of the first sample
 * @param id a ULID
 */
record SampleFile(Instant start, String id) implements Comparable<SampleFile> {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String EXTENSION = ".ndjson";
    private static final int ID_LENGTH = 26;

    static SampleFile startingAt(Instant start) {
        return new SampleFile(start, UlidCreator.getUlid(start.toEpochMilli()).toString());
    }

    /** What a file of this name is, if it is one of ours. */
    static Optional<SampleFile> named(String name) {
        int dash = name.indexOf('-');
        if (dash < 0 || !name.endsWith(EXTENSION) || name.length() != dash + 1 + ID_LENGTH + EXTENSION.length()) {
            return Optional.empty();
        }
        try {
            Instant start = MOMENT.parse(name.substring(0, dash), Instant::from);
            return Optional.of(new SampleFile(start, name.substring(dash + 1, dash + 1 + ID_LENGTH)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String name() {
        return MOMENT.format(start) + "-" + id + EXTENSION;
    }

    /** The key that it is stored under. */
    String key(String agentId) {
        return "activity/v=1/dt=%s/agent=%s/%s.gz".formatted(DAY.format(start), agentId, name());
    }

    Instant hour() {
        return start.truncatedTo(ChronoUnit.HOURS);
    }

    /** Whether a sample that begins then may stand in it. */
    boolean covers(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS).equals(hour());
    }

    /** The oldest first. */
    @Override
    public int compareTo(SampleFile other) {
        int byStart = start.compareTo(other.start);
        return byStart != 0 ? byStart : id.compareTo(other.id);
    }

    /** The samples on the lines of a file, without those that are none. */
    static List<Sample> samples(byte[] lines) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(lines), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                try {
                    samples.add(Sample.parse(line));
                } catch (Sample.DamagedException e) {
                    // What can be read is worth showing; the file itself is stored as it is.
                }
            }
        }
        return samples;
    }

    /** Adds one line that is on the disk when this returns, or nothing. */
    static void append(Path file, Sample sample) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((sample.line() + '\n').getBytes(UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        }
    }

    /**
     * Cuts off what a crash left of a line at the end.
     *
     * @return how many bytes were cut off
     */
    static long repair(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int whole = content.length;
        while (whole > 0 && content[whole - 1] != '\n') {
            whole--;
        }
        if (whole < content.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
                channel.force(true);
            }
        }
        return content.length - (long) whole;
    }
}
