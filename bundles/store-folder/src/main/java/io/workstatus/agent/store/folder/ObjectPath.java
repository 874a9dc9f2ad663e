package io.workstatus.agent.store.folder;

import io.workstatus.agent.api.store.StoreException;
import io.workstatus.agent.api.store.StoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where the object of a key lies, and what lies beside it. No key leads out of the store's folder or to another object's
 * side files: segments that begin with a dot are the store's own.
 */
record ObjectPath(Path file) {

    /** Leaves room for a side file's dot and ending within the 255 bytes that file systems allow. */
    private static final int LONGEST_SEGMENT = 200;

    private static final int LONGEST_KEY = 1024;

    /** What no portable file name has, besides control characters. */
    private static final String FORBIDDEN = "\\:*?\"<>|";

    private static final String SIDE_FILE_ENDING = ".sha256";
    private static final String PART_ENDING = ".part";

    /** Finds the place of a key. */
    static ObjectPath of(Path root, String key) throws StoreException {
        if (key.length() > LONGEST_KEY) {
            throw refused(key, "it is longer than " + LONGEST_KEY + " characters");
        }
        Path file = root;
        for (String segment : key.split("/", -1)) {
            check(key, segment);
            file = file.resolve(segment);
        }
        return new ObjectPath(file);
    }

    private static void check(String key, String segment) throws StoreException {
        if (segment.isEmpty()) {
            throw refused(key, "a segment between its slashes is empty");
        }
        if (segment.startsWith(".")) {
            throw refused(key, "a segment begins with a dot");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT) {
            throw refused(key, "a segment is longer than " + LONGEST_SEGMENT + " bytes");
        }
        if (segment.chars().anyMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0)) {
            throw refused(key, "it has a character that file names cannot have everywhere");
        }
    }

    private static StoreException refused(String key, String why) {
        String shown = key.codePoints()
                .limit(120)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new StoreException(
                Kind.ITEM, "InvalidKey", "The key \"" + shown + "\" cannot be stored in a folder: " + why + ".", null);
    }

    Path folder() {
        return file.getParent();
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    /** The side file with the SHA-256, as {@code sha256sum --check} reads it. */
    Path sideFile() {
        return file.resolveSibling("." + name() + SIDE_FILE_ENDING);
    }

    /** What is being written, under a name that only one writer uses. */
    Path part(String writer) {
        return file.resolveSibling("." + name() + "." + writer + PART_ENDING);
    }

    /** Whether a file was being written by a writer that is no more. */
    static boolean isLeftover(Path file, String writer) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") && name.endsWith(PART_ENDING) && !name.endsWith("." + writer + PART_ENDING);
    }
}
