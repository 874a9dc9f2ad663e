package io.workstatus.agent.journal;

import io.workstatus.agent.api.journal.JournalHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stored objects say of where the journal stood when they were stored: in the side files of a folder of objects, and
 * in what whoever asks has read in a store's metadata.
 *
 * @param heads by the number of their record
 */
record Witnesses(Map<Long, Witness> heads) {

    static final Witnesses NONE = new Witnesses(Map.of());

    private static final Pattern GIVEN = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");
    private static final String SEQ = "# " + JournalHead.METADATA_SEQ + ": ";
    private static final String HASH = "# " + JournalHead.METADATA_HASH + ": ";

    /**
     * One of them.
     *
     * @param hash of the record
     * @param where it was found, for people
     */
    record Witness(String hash, String where) {}

    /**
     * Gathers them.
     *
     * @param store a folder of objects, which need not be there
     * @param given as {@code 123:0af3…}: what an object's metadata has as {@code journal-seq} and {@code journal-head}
     * @throws IllegalArgumentException if one that is given is none; the message is for people
     */
    static Witnesses of(Path store, List<String> given) throws IOException {
        Map<Long, Witness> heads = new TreeMap<>();
        for (String text : given) {
            Matcher parts = GIVEN.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + text + "' is to be an object's journal-seq, a colon and its"
                        + " journal-head, which has 64 hexadecimal digits");
            }
            heads.put(Long.parseLong(parts.group(1)), new Witness(parts.group(2), text));
        }
        for (Path sideFile : sideFiles(store)) {
            read(store, sideFile, heads);
        }
        return new Witnesses(heads);
    }

    private static List<Path> sideFiles(Path store) throws IOException {
        if (!Files.isDirectory(store)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(store)) {
            return files.filter(file -> file.getFileName().toString().matches("\\..+\\.sha256"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static void read(Path store, Path sideFile, Map<Long, Witness> heads) throws IOException {
        Optional<Long> seq = Optional.empty();
        try (BufferedReader lines = Files.newBufferedReader(sideFile)) {
            Optional<String> hash = Optional.empty();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(SEQ) && line.substring(SEQ.length()).matches("\\d{1,18}")) {
                    seq = Optional.of(Long.valueOf(line.substring(SEQ.length())));
                } else if (line.startsWith(HASH)) {
                    hash = Optional.of(line.substring(HASH.length()));
                }
            }
            if (seq.isPresent() && hash.isPresent()) {
                heads.putIfAbsent(
                        seq.get(),
                        new Witness(hash.get(), store.relativize(sideFile).toString()));
            }
        } catch (NoSuchFileException e) {
            // The object was deleted this moment.
            return;
        }
    }
}
