package io.workstatus.agent.blur;

/**
 * A Gaussian blur as three passes of a box blur, whose cost does not depend on the radius. Beyond its edges the picture is
 * taken as mirrored, so that edges neither darken nor count for more than the rest, and the mean stays what it was.
 */
final class GaussianBlur {

    private static final int PASSES = 3;

    /** Sums are divided by multiplying with the fixed-point reciprocal of the box's size: 8 bits of value, 24 of fraction. */
    private static final int FRACTION_BITS = 24;

    private final int radius;
    private final int size;
    private final int reciprocal;

    private GaussianBlur(int radius) {
        this.radius = radius;
        this.size = 2 * radius + 1;
        this.reciprocal = ((1 << FRACTION_BITS) + size / 2) / size;
    }

    /** The weakest blur that is at least as strong as a Gaussian with this standard deviation, in pixels. */
    static GaussianBlur ofSigma(double sigma) {
        double idealSize = Math.sqrt(12 * sigma * sigma / PASSES + 1);
        return new GaussianBlur((int) Math.ceil((idealSize - 1) / 2));
    }

    /** Blurs in place. */
    void apply(Pixels picture) {
        int[] values = picture.values();
        int[] between = new int[values.length];
        int[] columns = mirrored(picture.width());
        int[] rows = mirrored(picture.height());
        for (int pass = 0; pass < PASSES; pass++) {
            alongRows(values, between, picture.width(), picture.height(), columns);
            alongColumns(between, values, picture.width(), picture.height(), rows);
        }
    }

    private void alongRows(int[] from, int[] to, int width, int height, int[] columns) {
        for (int y = 0; y < height; y++) {
            int start = y * width;
            int red = 0;
            int green = 0;
            int blue = 0;
            for (int i = 0; i < size; i++) {
                int value = from[start + columns[i]];
                red += Pixels.red(value);
                green += Pixels.green(value);
                blue += Pixels.blue(value);
            }
            to[start] = mean(red, green, blue);
            for (int x = 1; x < width; x++) {
                int enters = from[start + columns[x + size - 1]];
                int leaves = from[start + columns[x - 1]];
                red += Pixels.red(enters) - Pixels.red(leaves);
                green += Pixels.green(enters) - Pixels.green(leaves);
                blue += Pixels.blue(enters) - Pixels.blue(leaves);
                to[start + x] = mean(red, green, blue);
            }
        }
    }

    /** Row by row with a sum for each column, because walking down the columns would miss the cache at every step. */
    private void alongColumns(int[] from, int[] to, int width, int height, int[] rows) {
        int[] red = new int[width];
        int[] green = new int[width];
        int[] blue = new int[width];
        for (int i = 0; i < size; i++) {
            int row = rows[i] * width;
            for (int x = 0; x < width; x++) {
                int value = from[row + x];
                red[x] += Pixels.red(value);
                green[x] += Pixels.green(value);
                blue[x] += Pixels.blue(value);
            }
        }
        for (int y = 0; y < height; y++) {
            if (y > 0) {
                int entering = rows[y + size - 1] * width;
                int leaving = rows[y - 1] * width;
                for (int x = 0; x < width; x++) {
                    int enters = from[entering + x];
                    int leaves = from[leaving + x];
                    red[x] += Pixels.red(enters) - Pixels.red(leaves);
                    green[x] += Pixels.green(enters) - Pixels.green(leaves);
                    blue[x] += Pixels.blue(enters) - Pixels.blue(leaves);
                }
            }
            for (int x = 0; x < width; x++) {
                to[y * width + x] = mean(red[x], green[x], blue[x]);
            }
        }
    }

    private int mean(int red, int green, int blue) {
        return Pixels.pixel(divided(red), divided(green), divided(blue));
    }

    private int divided(int sum) {
        return (sum * reciprocal + (1 << (FRACTION_BITS - 1))) >>> FRACTION_BITS;
    }

    /** For each position from {@code -radius} to {@code length - 1 + radius}, where in the picture it lies. */
    private int[] mirrored(int length) {
        int[] positions = new int[length + 2 * radius];
        for (int i = 0; i < positions.length; i++) {
            int folded = Math.floorMod(i - radius, 2 * length);
            positions[i] = folded < length ? folded : 2 * length - 1 - folded;
        }
        return positions;
    }
}
