package io.workstatus.agent.retention;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Monthly archives of what is removed, {@code sent-2026-11.tar}, by the month in UTC. */
final class Archive {

    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    private final Path folder;

    Archive(Path folder) {
        this.folder = folder;
    }

    /** All of them are in their archives, on the disk, when this returns; what is there already is not added again. */
    void keep(List<Sweep.Found> copies) throws IOException {
        Files.createDirectories(folder);
        Map<String, List<Sweep.Found>> byMonth = copies.stream()
                .collect(Collectors.groupingBy(
                        found -> found.owner().kind() + "-"
                                + MONTH.format(found.copy().at()) + ".tar",
                        TreeMap::new,
                        Collectors.toList()));
        for (var month : byMonth.entrySet()) {
            Path file = folder.resolve(month.getKey());
            boolean isNew = !Files.exists(file);
            try (Tar tar = Tar.open(file)) {
                for (Sweep.Found found : month.getValue()) {
                    add(found, tar);
                }
                tar.finish();
            }
            if (isNew && !WINDOWS) {
                syncNames();
            }
        }
    }

    private static void add(Sweep.Found found, Tar tar) throws IOException {
        var copy = found.copy();
        if (!tar.has(copy.name(), copy.bytes())) {
            try (InputStream content = found.owner().open(copy.name())) {
                tar.add(copy.name(), copy.at(), copy.bytes(), content);
            }
        }
    }

    private void syncNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
