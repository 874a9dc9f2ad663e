package io.workstatus.agent.blur;

/**
 * Draws a grid of colours as a picture without edges: each colour is mixed with its neighbours, and a quadratic B-spline goes
 * through them along each axis, with the outermost colours carried on beyond the border. What it returns depends on the grid's colours and on nothing else.
 */
final class Enlargement {

    private static final int ONE_BITS = 12;
    private static final int ONE = 1 << ONE_BITS;
    private static final int TAPS = 3;

    /** For each position of the result: which three of the grid it is made from, and the weight of each. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Axis(int[] from, int[] weights) {

        static Axis of(int gridLength, int length) {
            int[] from = new int[TAPS * length];
            int[] weights = new int[TAPS * length];
            for (int i = 0; i < length; i++) {
                double position = (i + 0.5) * gridLength / length;
                int nearest = Math.min((int) position, gridLength - 1);
                double offset = position - nearest - 0.5;
                from[TAPS * i] = Math.max(nearest - 1, 0);
                from[TAPS * i + 1] = nearest;
                from[TAPS * i + 2] = Math.min(nearest + 1, gridLength - 1);
                int before = (int) Math.round(ONE * (0.5 - offset) * (0.5 - offset) / 2);
                int after = (int) Math.round(ONE * (0.5 + offset) * (0.5 + offset) / 2);
                weights[TAPS * i] = before;
                weights[TAPS * i + 1] = ONE - before - after;
                weights[TAPS * i + 2] = after;
            }
            return new Axis(from, weights);
        }
    }

    private Enlargement() {}

    static Pixels draw(Pixels grid, int width, int height) {
        int[] wide = alongRows(mixedWithNeighbours(grid), Axis.of(grid.width(), width), width);
        Axis axis = Axis.of(grid.height(), height);
        int[] drawn = new int[width * height];
        for (int y = 0; y < height; y++) {
            int before = axis.from()[TAPS * y] * width;
            int nearest = axis.from()[TAPS * y + 1] * width;
            int after = axis.from()[TAPS * y + 2] * width;
            int weightBefore = axis.weights()[TAPS * y];
            int weightNearest = axis.weights()[TAPS * y + 1];
            int weightAfter = axis.weights()[TAPS * y + 2];
            for (int x = 0; x < width; x++) {
                drawn[y * width + x] = mixed(
                        wide[before + x], weightBefore, wide[nearest + x], weightNearest, wide[after + x], weightAfter);
            }
        }
        return new Pixels(width, height, drawn);
    }

    /** A quarter of each neighbour and a half of its own, along each axis. */
    private static Pixels mixedWithNeighbours(Pixels grid) {
        int[] once = mixedAlong(grid.values(), grid.width(), 1, grid.height(), grid.width());
        return new Pixels(grid.width(), grid.height(), mixedAlong(once, grid.height(), grid.width(), grid.width(), 1));
    }

    private static int[] mixedAlong(int[] values, int length, int step, int lines, int lineStep) {
        int[] mixed = new int[values.length];
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < length; i++) {
                int start = line * lineStep;
                mixed[start + i * step] = mixed(
                        values[start + Math.max(i - 1, 0) * step],
                        ONE / 4,
                        values[start + i * step],
                        ONE / 2,
                        values[start + Math.min(i + 1, length - 1) * step],
                        ONE / 4);
            }
        }
        return mixed;
    }

    private static int[] alongRows(Pixels grid, Axis axis, int width) {
        int[] wide = new int[width * grid.height()];
        for (int y = 0; y < grid.height(); y++) {
            int row = y * grid.width();
            for (int x = 0; x < width; x++) {
                wide[y * width + x] = mixed(
                        grid.values()[row + axis.from()[TAPS * x]],
                        axis.weights()[TAPS * x],
                        grid.values()[row + axis.from()[TAPS * x + 1]],
                        axis.weights()[TAPS * x + 1],
                        grid.values()[row + axis.from()[TAPS * x + 2]],
                        axis.weights()[TAPS * x + 2]);
            }
        }
        return wide;
    }

    private static int mixed(int a, int weightA, int b, int weightB, int c, int weightC) {
        int red = Pixels.red(a) * weightA + Pixels.red(b) * weightB + Pixels.red(c) * weightC;
        int green = Pixels.green(a) * weightA + Pixels.green(b) * weightB + Pixels.green(c) * weightC;
        int blue = Pixels.blue(a) * weightA + Pixels.blue(b) * weightB + Pixels.blue(c) * weightC;
        int half = ONE / 2;
        return Pixels.pixel((red + half) >> ONE_BITS, (green + half) >> ONE_BITS, (blue + half) >> ONE_BITS);
    }
}
