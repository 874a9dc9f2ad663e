package io.workstatus.agent.retention;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A tar archive (POSIX ustar) that is only ever appended to. Whoever opens it goes through its entries, and what a kill left
 * unfinished behind the last whole one is written over. Entries are safe once {@link #finish} has returned.
 */
final class Tar implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PREFIX = 155;

    private final FileChannel file;
    private final Map<String, Long> entries = new HashMap<>();
    private long end;

    private Tar(FileChannel file) {
        this.file = file;
    }

    static Tar open(Path path) throws IOException {
        Tar tar = new Tar(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
        try {
            tar.readEntries();
            return tar;
        } catch (IOException e) {
            tar.close();
            throw e;
        }
    }

    private void readEntries() throws IOException {
        byte[] header = new byte[BLOCK];
        while (read(header, end) && header[0] != 0 && hasGoodSum(header)) {
            long size = number(header, 124, 12);
            long next = end + BLOCK + padded(size);
            if (next > file.size()) {
                break;
            }
            entries.put(name(header), size);
            end = next;
        }
    }

    private boolean read(byte[] into, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, from + buffer.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, LONGEST_PREFIX);
        String name = text(header, 0, LONGEST_NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int most) {
        int length = 0;
        while (length < most && header[from + length] != 0) {
            length++;
        }
        return new String(header, from, length, StandardCharsets.UTF_8);
    }

    private static long number(byte[] header, int from, int most) {
        String digits = text(header, from, most).strip();
        return digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : -1;
    }

    private static boolean hasGoodSum(byte[] header) {
        return number(header, 148, 8) == sum(header) && number(header, 124, 12) >= 0;
    }

    private static long sum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    /** Whether there is an entry of this name and size. */
    boolean has(String name, long size) {
        return entries.getOrDefault(name, -1L) == size;
    }

    void add(String name, Instant modified, long size, InputStream content) throws IOException {
        long at = write(header(name, modified, size), end);
        byte[] buffer = new byte[65_536];
        long left = size;
        while (left > 0) {
            int n = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new EOFException(name + " is shorter than it was");
            }
            at = write(Arrays.copyOf(buffer, n), at);
            left -= n;
        }
        write(new byte[(int) (padded(size) - size)], at);
        entries.put(name, size);
        end += BLOCK + padded(size);
    }

    private static byte[] header(String name, Instant modified, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        int cut = name.length() <= LONGEST_NAME ? -1 : name.indexOf('/', name.length() - LONGEST_NAME - 1);
        boolean fits = name.length() <= LONGEST_NAME || (cut > 0 && cut <= LONGEST_PREFIX);
        if (!fits || !name.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IOException("no archive can hold the name " + name);
        }
        put(header, 0, name.substring(cut + 1));
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "%011o".formatted(Math.max(0, modified.getEpochSecond())));
        header[156] = '0';
        put(header, 257, "ustar");
        put(header, 263, "00");
        put(header, 345, cut < 0 ? "" : name.substring(0, cut));
        put(header, 148, "%06o\0 ".formatted(sum(header)));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private long write(byte[] bytes, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer, from + buffer.position());
        }
        return from + bytes.length;
    }

    /** Ends the archive and makes it safe. */
    void finish() throws IOException {
        file.truncate(write(new byte[2 * BLOCK], end));
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
