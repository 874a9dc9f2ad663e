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

    /** A white frame with a word whose letters are about so many pixels tall. */
    static RawFrame frame(int width, int height, double scale, String word, int textHeight, int left, int top) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, 0xffffff);
        for (int y = 0; y < textHeight; y++) {
            int fontRow = y * ROWS / textHeight;
            int end = word.length() * ADVANCE * textHeight / ROWS;
            for (int x = 0; x < end; x++) {
                int fontColumn = x * ROWS / textHeight;
                int row = FONT.get(word.charAt(fontColumn / ADVANCE))[fontRow];
                int column = fontColumn % ADVANCE;
                if (column < 5 && ((row >> (4 - column)) & 1) == 1) {
                    pixels[(top + y) * width + left + x] = 0;
                }
            }
        }
        return new RawFrame(width, height, pixels, scale);
    }
}
