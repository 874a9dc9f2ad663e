package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every policy that was ever served, one file each, {@code 00000007.json}; of more than 10,000 the oldest go. A file that
 * is damaged is left out and left alone.
 */
final class Versions {

    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);
    private static final int MOST = 10_000;

    private final Path folder;

    Versions(Path folder) {
        this.folder = folder;
    }

    /** Of the latest version, or 0. */
    int latest() throws IOException {
        return numbers().reduce(0, Math::max);
    }

    /** On the disk when this returns. */
    void add(Version version) throws IOException {
        Files.createDirectories(folder);
        WholeFile.write(file(version.number()), (version.toJson() + "\n").getBytes(UTF_8));
        Files.deleteIfExists(file(version.number() - MOST));
    }

    void forget(Version version) throws IOException {
        Files.deleteIfExists(file(version.number()));
    }

    Optional<Version> get(int number) throws IOException {
        try {
            return Optional.of(Version.of(StrictJson.object(Files.readAllBytes(file(number)))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (PolicyException | NullPointerException e) {
            LOG.warn("Version {} of the policy cannot be read: {}", number, e.getMessage());
            return Optional.empty();
        }
    }

    /** The latest first. */
    List<Version> list(int limit) throws IOException {
        int[] sorted = numbers().sorted().toArray();
        List<Version> versions = new ArrayList<>();
        for (int i = sorted.length - 1; i >= 0 && versions.size() < limit; i--) {
            get(sorted[i]).ifPresent(versions::add);
        }
        return versions;
    }

    private IntStream numbers() throws IOException {
        if (!Files.isDirectory(folder)) {
            return IntStream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return IntStream.of(files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{8}\\.json"))
                    .mapToInt(name -> Integer.parseInt(name.substring(0, 8)))
                    .toArray());
        }
    }

    private Path file(int number) {
        return folder.resolve(String.format(Locale.ROOT, "%08d.json", number));
    }
}
