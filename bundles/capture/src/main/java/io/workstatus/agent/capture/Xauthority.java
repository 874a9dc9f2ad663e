package io.workstatus.agent.capture;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cookies of an Xauthority file, in the format that Xau(3) describes: for each entry a family, and four counted
 * strings, address, number, name and data, all counts big-endian.
 */
@SuppressWarnings("ArrayRecordComponent")
record Xauthority(List<Entry> entries) {

    static final String MAGIC_COOKIE = "MIT-MAGIC-COOKIE-1";
    static final int FAMILY_INTERNET = 0;
    static final int FAMILY_INTERNET_6 = 6;
    static final int FAMILY_LOCAL = 256;
    static final int FAMILY_WILD = 65_535;

    private static final long LARGEST_FILE = 1 << 20;

    record Entry(int family, byte[] address, String number, String name, byte[] data) {

        private boolean isFor(int wantedFamily, byte[] wantedAddress, int display) {
            boolean here = family == FAMILY_WILD || (family == wantedFamily && Arrays.equals(address, wantedAddress));
            return here && name.equals(MAGIC_COOKIE) && (number.isEmpty() || number.equals(Integer.toString(display)));
        }
    }

    /** Reads a file; one that is not there, cannot be read or ends in the middle of an entry has what comes before. */
    static Xauthority read(Path file) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (Files.size(file) <= LARGEST_FILE) {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
                while (in.available() > 0) {
                    entries.add(entry(in));
                }
            }
        } catch (IOException e) {
            // As libXau does it: without a cookie the server decides, and its answer is the better message.
        }
        return new Xauthority(List.copyOf(entries));
    }

    /** The cookie that Xlib would send; a laxer choice would let the probe pass where AWT then fails. */
    Optional<byte[]> cookie(int family, byte[] address, int display) {
        return entries.stream()
                .filter(entry -> entry.isFor(family, address, display))
                .map(Entry::data)
                .findFirst();
    }

    private static Entry entry(DataInputStream in) throws IOException {
        int family = in.readUnsignedShort();
        byte[] address = counted(in);
        String number = new String(counted(in), StandardCharsets.US_ASCII);
        String name = new String(counted(in), StandardCharsets.US_ASCII);
        return new Entry(family, address, number, name, counted(in));
    }

    private static byte[] counted(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return bytes;
    }
}
