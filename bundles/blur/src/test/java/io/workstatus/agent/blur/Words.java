package io.workstatus.agent.blur;

import io.workstatus.agent.api.frame.RawFrame;
import java.util.Arrays;
import java.util.Map;

/** Writes words in a font of its own, black on white, because a machine without fonts has to run these tests too. */
final class Words {

    /** Five by seven, the rows from the top, the leftmost column in the highest of five bits. */
    private static final Map<Character, int[]> FONT = Map.of(
            'A', new int[] {14, 17, 17, 31, 17, 17, 17},
            'E', new int[] {31, 16, 16, 30, 16, 16, 31},
            'H', new int[] {17, 17, 17, 31, 17, 17, 17},
            'L', new int[] {16, 16, 16, 16, 16, 16, 31},
            'N', new int[] {17, 25, 21, 19, 17, 17, 17},
            'O', new int[] {14, 17, 17, 17, 17, 17, 14},
            'R', new int[] {30, 17, 17, 30, 20, 18, 17},
            'S', new int[] {15, 16, 16, 14, 1, 1, 30},
            'T', new int[] {31, 4, 4, 4, 4, 4, 4});

    private static final int ROWS = 7;
    private static final int ADVANCE = 6;

    private Words() {}

    /** Colours of a page. */
    record Ink(int paper, int ink) {

        static final Ink LIGHT = new Ink(0xffffff, 0x101010);
        static final Ink DARK = new Ink(0x1e1f22, 0xd0d0d0);
    }

    /** A page with a word whose letters are about so many pixels tall. */
    static RawFrame frame(
            int width, int height, double scale, String word, Ink ink, int textHeight, int left, int top) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, ink.paper());
        write(pixels, width, word, ink.ink(), textHeight, left, top);
        return new RawFrame(width, height, pixels, scale);
    }

    /** The same in the midst of other words, in lines as close as they are set. */
    static RawFrame amongNeighbours(
            int width, int height, double scale, String word, Ink ink, int textHeight, int left, int top) {
        RawFrame frame = frame(width, height, scale, word, ink, textHeight, left, top);
        int pitch = textHeight * 5 / 3;
        int advance = ADVANCE * textHeight / ROWS;
        for (int line = -2; line <= 2; line++) {
            int y = top + line * pitch;
            if (y >= 0 && y + textHeight <= height) {
                write(frame.pixels(), width, "SHORE", ink.ink(), textHeight, left - 6 * advance, y);
                int after = left + (line == 0 ? word.length() + 1 : 0) * advance;
                write(frame.pixels(), width, "NEARLOTSHEARTH".substring(0, 8), ink.ink(), textHeight, after, y);
            }
        }
        return frame;
    }

    private static void write(int[] pixels, int width, String word, int ink, int textHeight, int left, int top) {
        for (int y = 0; y < textHeight; y++) {
            int fontRow = y * ROWS / textHeight;
            int end = word.length() * ADVANCE * textHeight / ROWS;
            for (int x = 0; x < end; x++) {
                int fontColumn = x * ROWS / textHeight;
                int row = FONT.get(word.charAt(fontColumn / ADVANCE))[fontRow];
                int column = fontColumn % ADVANCE;
                if (column < 5 && ((row >> (4 - column)) & 1) == 1) {
                    pixels[(top + y) * width + left + x] = ink;
                }
            }
        }
    }
}
