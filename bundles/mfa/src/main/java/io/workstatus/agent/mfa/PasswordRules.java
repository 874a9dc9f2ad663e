package io.workstatus.agent.mfa;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which passwords are good enough, after NIST SP 800-63B: long, and not among those that are tried first. What a
 * password is composed of is nobody's business.
 */
final class PasswordRules {

    static final int LONGEST = 1024;

    private static final int SHORTEST = 12;
    private static final int LONGEST_PERIOD = 4;
    private static final String LIST = "common-passwords.txt";
    private static final String DIGITS = "01234567890123456789012345678901234567890123456789";
    private static final String KEYS = "qwertyuiopasdfghjklzxcvbnmqwertyuiop";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzabcdefghijkl";

    private final Set<String> common;

    PasswordRules() {
        try (InputStream list = Objects.requireNonNull(PasswordRules.class.getResourceAsStream(LIST), LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            common = lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a password, in one line for people, or nothing. */
    Optional<String> objection(String password, String user) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            return Optional.of("The password has " + length + " characters; it needs at least " + SHORTEST + ".");
        }
        if (length > LONGEST) {
            return Optional.of("The password is longer than " + LONGEST + " characters.");
        }
        if (isCommon(password, user)) {
            return Optional.of("This password is among the first that are tried by whoever guesses."
                    + " Take another one, as four words that have nothing to do with each other.");
        }
        return Optional.empty();
    }

    private boolean isCommon(String password, String user) {
        String folded = Normalizer.normalize(password, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String name = user.toLowerCase(Locale.ROOT);
        return repeats(folded)
                || Stream.of(DIGITS, KEYS, LETTERS).anyMatch(row -> runsAlong(row, folded))
                || isMadeOf(core(folded), name)
                || isMadeOf(unmasked(core(folded)), name);
    }

    private static boolean repeats(String text) {
        return IntStream.rangeClosed(1, LONGEST_PERIOD)
                .anyMatch(period -> IntStream.range(period, text.length())
                        .allMatch(i -> text.charAt(i) == text.charAt(i - period)));
    }

    private static boolean runsAlong(String row, String text) {
        return row.contains(text) || new StringBuilder(row).reverse().indexOf(text) >= 0;
    }

    /** Without the digits and signs that are put around a word. */
    private static String core(String text) {
        return text.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
    }

    /** With letters for the signs that stand for them. */
    private static String unmasked(String text) {
        String masks = "013457@$!";
        String letters = "oieastasi";
        return text.chars()
                .map(c -> masks.indexOf(c) < 0 ? c : letters.charAt(masks.indexOf(c)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether a text is nothing but common words and the user's own name, with digits and signs between them. */
    private boolean isMadeOf(String text, String name) {
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = !text.isEmpty();
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; reached[from] && to <= text.length(); to++) {
                String piece = text.substring(from, to);
                boolean filler = to == from + 1 && from > 0 && !Character.isLetter(piece.charAt(0));
                reached[to] |= filler || piece.equals(name) || common.contains(piece);
            }
        }
        return reached[text.length()];
    }
}
