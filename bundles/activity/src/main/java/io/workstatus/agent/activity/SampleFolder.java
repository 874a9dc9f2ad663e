package io.workstatus.agent.activity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The samples under {@code $WORKSTATUS_HOME/activity}. A file is written to in {@code open/}, where there is one at most;
 * once its hour is over it goes to {@code sealed/} and never changes again; once the upload queue has it, it goes to
 * {@code kept/}. Its name, and so the key that it is stored under, is made with it: what is offered again after a crash
 * is the same object with the same bytes, which the queue takes once.
 *
 * <p>A sample is on the disk when {@link #append} has returned; a crash loses what was counted since the last one.
 */
final class SampleFolder {

    private static final Logger LOG = LoggerFactory.getLogger(SampleFolder.class);

    /** A clock that was set back by no more than this is taken for one that is put right again soon. */
    static final Duration SET_BACK = Duration.ofHours(24);

    private final Path open;
    private final Path sealed;
    private final Path kept;

    // All below is guarded by this object.
    private @Nullable SampleFile current;
    private String currentUser = "";
    private Supplier<Optional<Sample>> running = Optional::empty;

    SampleFolder(Path root) {
        this.open = root.resolve("open");
        this.sealed = root.resolve("sealed");
        this.kept = root.resolve("kept");
    }

    /** Makes the folders, and goes on with the file of the present hour, if an earlier run left one. */
    synchronized void start(Instant now) throws IOException {
        for (Path folder : List.of(open, sealed, kept)) {
            Files.createDirectories(folder);
        }
        for (SampleFile file : files(open)) {
            Path path = open.resolve(file.name());
            long cut = SampleFile.repair(path);
            if (cut > 0) {
                LOG.info("The last sample of {} was not whole, {} bytes of it are cut off", file.name(), cut);
            }
            List<Sample> samples = SampleFile.samples(Files.readAllBytes(path));
            seal();
            if (Files.size(path) == 0) {
                Files.delete(path);
            } else {
                current = file;
                currentUser =
                        samples.isEmpty() ? "" : samples.get(samples.size() - 1).user();
                sealIfOver(now);
            }
        }
    }

    /** The sample that is being counted, if one is: shown with the others, and kept when it is appended. */
    synchronized void running(Supplier<Optional<Sample>> sample) {
        running = sample;
    }

    /** Keeps a sample. */
    synchronized void append(Sample sample) throws IOException {
        SampleFile file = current;
        if (file != null && !(file.covers(sample.time()) && currentUser.equals(sample.user()))) {
            seal();
            file = null;
        }
        if (file == null) {
            file = SampleFile.startingAt(sample.time());
        }
        SampleFile.append(open.resolve(file.name()), sample);
        if (current == null) {
            sync(open);
        }
        current = file;
        currentUser = sample.user();
    }

    /** Ends the file that is written to if its hour is over. */
    synchronized void sealIfOver(Instant now) throws IOException {
        SampleFile file = current;
        if (file != null && !file.covers(now)) {
            seal();
        }
    }

    /** Ends the file that is written to. */
    synchronized void seal() throws IOException {
        SampleFile file = current;
        if (file != null) {
            move(file, open, sealed);
            current = null;
        }
    }

    /** Files that the queue has not yet been given, the oldest first. */
    Collection<SampleFile> sealed() throws IOException {
        return files(sealed);
    }

    byte[] content(SampleFile file) throws IOException {
        return Files.readAllBytes(sealed.resolve(file.name()));
    }

    /** The queue has it. */
    void offered(SampleFile file) throws IOException {
        move(file, sealed, kept);
    }

    /** Removes what the queue was given and began before a time. */
    void forgetBefore(Instant time) throws IOException {
        for (SampleFile file : files(kept)) {
            if (file.start().isBefore(time)) {
                Files.deleteIfExists(kept.resolve(file.name()));
            }
        }
    }

    /**
     * Where on the wall clock a sample that begins now is put: now, or after the last one if the clock was set back, so that
     * no two overlap.
     */
    Instant free(Instant now) throws IOException {
        Instant latest = now.plus(SET_BACK);
        for (SampleFile file : all().descendingSet()) {
            if (!file.start().isAfter(latest)) {
                Instant end = SampleFile.samples(read(file, Long.MAX_VALUE)).stream()
                        .map(Sample::end)
                        .max(Instant::compareTo)
                        .orElse(now);
                return end.isAfter(now) && !end.isAfter(latest) ? end : now;
            }
        }
        return now;
    }

    /** Calls with each sample that begins in a time, the one that is being counted included, the oldest first. */
    void read(Instant from, Instant to, Consumer<Sample> reader) throws IOException {
        NavigableSet<SampleFile> files;
        SampleFile growing;
        long grown;
        Optional<Sample> counted;
        synchronized (this) {
            files = all();
            growing = current;
            grown = growing == null ? 0 : Files.size(open.resolve(growing.name()));
            counted = running.get();
        }
        for (SampleFile file : files) {
            if (file.start().isBefore(to)
                    && file.hour().plus(Duration.ofHours(1)).isAfter(from)) {
                long length = file.equals(growing) ? grown : Long.MAX_VALUE;
                SampleFile.samples(read(file, length)).stream()
                        .filter(sample -> isIn(sample, from, to))
                        .forEach(reader);
            }
        }
        counted.filter(sample -> isIn(sample, from, to)).ifPresent(reader);
    }

    private static boolean isIn(Sample sample, Instant from, Instant to) {
        return !sample.time().isBefore(from) && sample.time().isBefore(to);
    }

    /** Files move only forwards: one that has gone is in the next folder. */
    private byte[] read(SampleFile file, long length) throws IOException {
        for (Path folder : List.of(open, sealed, kept)) {
            try {
                byte[] content = Files.readAllBytes(folder.resolve(file.name()));
                return content.length <= length ? content : Arrays.copyOf(content, (int) length);
            } catch (NoSuchFileException e) {
                // Look in the next one.
            }
        }
        return new byte[0];
    }

    private NavigableSet<SampleFile> all() throws IOException {
        TreeSet<SampleFile> all = new TreeSet<>();
        for (Path folder : List.of(open, sealed, kept)) {
            all.addAll(files(folder));
        }
        return all;
    }

    private static List<SampleFile> files(Path folder) throws IOException {
        TreeMap<SampleFile, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                SampleFile.named(path.getFileName().toString()).ifPresent(file -> found.put(file, path));
            }
        }
        return new ArrayList<>(found.keySet());
    }

    private static void move(SampleFile file, Path from, Path to) throws IOException {
        Files.move(from.resolve(file.name()), to.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        sync(to);
        sync(from);
    }

    /** So that a new name outlives a power cut. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows does not open folders; its names are durable as they are.
        }
    }
}
