package io.workstatus.agent.blur;

import java.util.Arrays;

/** Makes a picture smaller: each pixel of the result is the mean of a square of the original. */
final class AreaReduction {

    private AreaReduction() {}

    /**
     * Reduces by a factor of 1 to 64 along each axis. Squares that the right and the lower edge cut are the mean of what is
     * there of them.
     */
    static Pixels reduce(Pixels original, int factor) {
        int width = (original.width() + factor - 1) / factor;
        int height = (original.height() + factor - 1) / factor;
        int[] reduced = new int[width * height];
        int[] red = new int[width];
        int[] green = new int[width];
        int[] blue = new int[width];
        for (int y = 0; y < height; y++) {
            int fromRow = y * factor;
            int toRow = Math.min(fromRow + factor, original.height());
            for (int row = fromRow; row < toRow; row++) {
                addRow(original, row, factor, red, green, blue);
            }
            for (int x = 0; x < width; x++) {
                int columns = Math.min(factor, original.width() - x * factor);
                int area = columns * (toRow - fromRow);
                int half = area / 2;
                reduced[y * width + x] =
                        Pixels.pixel((red[x] + half) / area, (green[x] + half) / area, (blue[x] + half) / area);
            }
            Arrays.fill(red, 0);
            Arrays.fill(green, 0);
            Arrays.fill(blue, 0);
        }
        return new Pixels(width, height, reduced);
    }

    private static void addRow(Pixels original, int row, int factor, int[] red, int[] green, int[] blue) {
        int[] values = original.values();
        int end = (row + 1) * original.width();
        int from = row * original.width();
        for (int x = 0; from < end; x++) {
            int to = Math.min(from + factor, end);
            int r = 0;
            int g = 0;
            int b = 0;
            for (int i = from; i < to; i++) {
                int value = values[i];
                r += Pixels.red(value);
                g += Pixels.green(value);
                b += Pixels.blue(value);
            }
            red[x] += r;
            green[x] += g;
            blue[x] += b;
            from = to;
        }
    }
}
