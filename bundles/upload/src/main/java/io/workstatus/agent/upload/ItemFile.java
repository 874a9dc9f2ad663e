package io.workstatus.agent.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One item, one file, which explains itself:
 *
 * <pre>
 * workstatus-item 1 &lt;SHA-256 of the next line without its newline&gt;\n
 * {"id":…,"kind":…,"key":…,"mediaType":…,"createdAt":…,"user":…,"attributes":{…},"length":…,"sha256":…}\n
 * &lt;length bytes&gt;
 * </pre>
 *
 * <p>A changed bit is noticed wherever it is: in the first line because it is compared, in the header and in the content
 * by their hashes; so is a file that is too short or too long. The number is the version of the format.
 */
final class ItemFile {

    private static final String MAGIC = "workstatus-item 1 ";
    private static final int FIRST_LINE = MAGIC.length() + 64 + 1;
    private static final int LONGEST_HEAD = 1 << 16;

    private final Path file;
    private final ItemHeader header;
    private final int headLength;

    private ItemFile(Path file, ItemHeader header, int headLength) {
        this.file = file;
        this.header = header;
        this.headLength = headLength;
    }

    /** What stands in the file before the content. */
    static byte[] head(ItemHeader header) {
        byte[] line = Json.line(header.toJson());
        ByteArrayOutputStream head = new ByteArrayOutputStream(FIRST_LINE + line.length + 1);
        head.writeBytes((MAGIC + Sha256.of(line) + "\n").getBytes(StandardCharsets.US_ASCII));
        head.writeBytes(line);
        head.write('\n');
        return head.toByteArray();
    }

    /**
     * Reads the header.
     *
     * @throws DamagedItemException if the file is no item, or its header or its length is not as it was written
     * @throws NoSuchFileException if there is no such file
     */
    static ItemFile open(Path file) throws IOException, DamagedItemException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            throw new DamagedItemException("it is not a file");
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LONGEST_HEAD);
        }
        int end = endOfHeader(start);
        byte[] line = Arrays.copyOfRange(start, FIRST_LINE, end);
        String firstLine = new String(start, 0, FIRST_LINE, StandardCharsets.ISO_8859_1);
        if (!firstLine.equals(MAGIC + Sha256.of(line) + "\n")) {
            throw new DamagedItemException("its header is damaged");
        }
        ItemHeader header = parse(line);
        ItemFile item = new ItemFile(file, header, end + 1);
        long length = Files.size(file) - item.headLength;
        if (length != header.length()) {
            throw new DamagedItemException("it has " + length + " bytes of content instead of " + header.length());
        }
        return item;
    }

    private static int endOfHeader(byte[] start) throws DamagedItemException {
        if (start.length == 0) {
            throw new DamagedItemException("it is empty");
        }
        if (start.length < FIRST_LINE
                || !new String(start, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
            throw new DamagedItemException("it does not begin like an item of this queue");
        }
        for (int i = FIRST_LINE; i < start.length; i++) {
            if (start[i] == '\n') {
                return i;
            }
        }
        throw new DamagedItemException("its header does not end");
    }

    private static ItemHeader parse(byte[] line) throws DamagedItemException {
        try {
            return ItemHeader.of(Json.parse(new String(line, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new DamagedItemException("its header is not JSON");
        }
    }

    ItemHeader header() {
        return header;
    }

    /** A new stream over the content; the caller closes it. */
    InputStream content() throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(headLength);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Reads all of the content and compares it with its hash. */
    void verify() throws IOException, DamagedItemException {
        MessageDigest digest = Sha256.start();
        byte[] buffer = new byte[65_536];
        try (InputStream in = content()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        if (!Sha256.finish(digest).equals(header.sha256())) {
            throw new DamagedItemException("its content is damaged");
        }
    }
}
