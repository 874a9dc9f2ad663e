package io.workstatus.agent.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** A word that is typed, and every way in which bytes may tell of it: as a text, packed, or key by key. */
final class Canary {

    static final String WORD = "xylophonequartz";

    /** How far apart two keys' bytes may be when each is told in a message of its own. */
    private static final int LONGEST_MESSAGE = 128;

    /** Of a PC's keyboard under Linux, from KEY_Q, KEY_A and KEY_Z on. */
    private static final List<String> ROWS = List.of("qwertyuiop", "asdfghjkl", "zxcvbnm");

    private static final int[] ROW_CODES = {16, 30, 44};
    /** What X11 adds to the codes of Linux. */
    private static final int X11 = 8;

    private static final Map<String, byte[]> TEXTS = texts();
    private static final Map<String, byte[]> KEYS = keys();
    private static final Map<String, Pattern> LISTS = lists();

    private Canary() {}

    /** The ways in which these bytes tell of it, as they are and unpacked; none in the best case. */
    static Set<String> formsIn(byte[] bytes) throws IOException {
        Set<String> found = new TreeSet<>();
        search(bytes, found);
        for (int at = indexOf(bytes, GZIP, 0); at >= 0; at = indexOf(bytes, GZIP, at + 1)) {
            search(unpacked(bytes, at), found);
        }
        return found;
    }

    /** A sample of each way, for whoever wants to know whether the search finds it. */
    static Map<String, byte[]> samples() {
        Map<String, byte[]> samples = new LinkedHashMap<>(TEXTS);
        KEYS.forEach((name, codes) -> {
            samples.put(name, codes);
            byte[] messages = new byte[codes.length * 32];
            IntStream.range(0, codes.length).forEach(i -> messages[i * 32 + 1] = codes[i]);
            samples.put(name + ", a message a key", messages);
        });
        LISTS.keySet().forEach(name -> samples.put(name, listed(name).getBytes(UTF_8)));
        return samples;
    }

    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};

    private static void search(byte[] bytes, Set<String> found) {
        TEXTS.forEach((name, form) -> {
            if (indexOf(bytes, form, 0) >= 0) {
                found.add(name);
            }
        });
        KEYS.forEach((name, codes) -> {
            if (isSpread(codes, bytes)) {
                found.add(name);
            }
        });
        String text = new String(bytes, ISO_8859_1);
        LISTS.forEach((name, list) -> {
            if (list.matcher(text).find()) {
                found.add(name);
            }
        });
    }

    private static Map<String, byte[]> texts() {
        Map<String, byte[]> texts = new LinkedHashMap<>();
        texts.put("text", WORD.getBytes(UTF_8));
        texts.put("capitals", WORD.toUpperCase(Locale.ROOT).getBytes(UTF_8));
        texts.put("backwards", new StringBuilder(WORD).reverse().toString().getBytes(UTF_8));
        texts.put("hexadecimal", HexFormat.of().formatHex(WORD.getBytes(UTF_8)).getBytes(UTF_8));
        for (int before = 0; before < 3; before++) {
            String packed = Base64.getEncoder().encodeToString(("-".repeat(before) + WORD + "---").getBytes(UTF_8));
            // What stands beside it has a part in the first and the last of its digits.
            int from = (before * 8 + 5) / 6;
            texts.put(
                    "Base64, " + before + " bytes in",
                    packed.substring(from, from + 18).getBytes(UTF_8));
        }
        return texts;
    }

    private static Map<String, byte[]> keys() {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        keys.put("letters", bytes(letter -> letter));
        keys.put("capital letters", bytes(Character::toUpperCase));
        keys.put("codes of Linux", bytes(Canary::code));
        keys.put("codes of X11", bytes(letter -> code(letter) + X11));
        return keys;
    }

    private static Map<String, Pattern> lists() {
        Map<String, Pattern> lists = new LinkedHashMap<>();
        for (String name :
                List.of("quoted letters", "listed codes of Linux", "listed codes of X11", "listed characters")) {
            String between =
                    name.startsWith("quoted") ? "[^\"]{0,100}(?:\"[^\"]{2,100}\"[^\"]{0,100}){0,20}?" : "[^0-9]{1,40}";
            lists.put(
                    name,
                    Pattern.compile(WORD.chars()
                            .mapToObj(letter -> name.startsWith("quoted")
                                    ? "\"" + (char) letter + "\""
                                    : "(?<![0-9])" + number(name, letter) + "(?![0-9])")
                            .collect(Collectors.joining(between))));
        }
        return lists;
    }

    private static String listed(String name) {
        return WORD.chars()
                .mapToObj(letter -> name.startsWith("quoted")
                        ? "{\"key\":\"" + (char) letter + "\"}"
                        : Integer.toString(number(name, letter)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static int number(String name, int letter) {
        return switch (name) {
            case "listed codes of Linux" -> code(letter);
            case "listed codes of X11" -> code(letter) + X11;
            default -> letter;
        };
    }

    private static byte[] bytes(IntUnaryOperator form) {
        byte[] bytes = new byte[WORD.length()];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) form.applyAsInt(WORD.charAt(i)));
        return bytes;
    }

    private static int code(int letter) {
        for (int row = 0; row < ROW_CODES.length; row++) {
            int at = ROWS.get(row).indexOf(letter);
            if (at >= 0) {
                return ROW_CODES[row] + at;
            }
        }
        throw new IllegalArgumentException("no letter: " + (char) letter);
    }

    /** Whether the codes stand there one after the other, or at one distance. */
    private static boolean isSpread(byte[] codes, byte[] bytes) {
        for (int distance = 1; distance <= LONGEST_MESSAGE; distance++) {
            int last = bytes.length - (codes.length - 1) * distance;
            for (int from = 0; from < last; from++) {
                int i = 0;
                while (i < codes.length && bytes[from + i * distance] == codes[i]) {
                    i++;
                }
                if (i == codes.length) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        for (int at = from; at <= bytes.length - part.length; at++) {
            int i = 0;
            while (i < part.length && bytes[at + i] == part[i]) {
                i++;
            }
            if (i == part.length) {
                return at;
            }
        }
        return -1;
    }

    /** As much as can be unpacked. */
    private static byte[] unpacked(byte[] bytes, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            in.transferTo(out);
        } catch (IOException e) {
            // It was none, or something else stands behind it.
            return out.toByteArray();
        }
        return out.toByteArray();
    }
}
