package io.workstatus.agent.blur;

/**
 * What a picture's areas are painted in: a grid of cells, each with the colour of what covers most of it. All that is passed
 * on of the original is in these few colours.
 */
final class Surfaces {

    /** Samples along each side of a cell. */
    private static final int SAMPLES = 24;

    /** Cells along each side of a block, from which cells that are painted in nothing take their mean. */
    private static final int BLOCK = 2;

    /** Cells of a plot, which is shaded if there is something on nearly all of them. A word cannot fill a plot, nor spare one. */
    private static final int PLOT_COLUMNS = 4;

    private static final int PLOT_ROWS = 2;
    private static final int PLOT_FILLED_FROM = 6;

    /** How far a full plot's colour goes towards black or white: an eighth. */
    private static final int SHADE = 8;

    /** Levels of that mean, for each channel. */
    private static final int MEAN_LEVELS = 8;

    private final Pixels original;
    private final int columns;
    private final int rows;
    private final int step;
    private final int[] colours;
    private final boolean[] writtenOn;

    private Surfaces(Pixels original, int cell) {
        this.original = original;
        columns = Math.max(1, original.width() / cell);
        rows = Math.max(1, original.height() / cell);
        step = Math.max(1, Math.min(cell, Math.min(original.width(), original.height())) / SAMPLES);
        colours = new int[columns * rows];
        writtenOn = new boolean[columns * rows];
    }

    /** Cells have at least the size asked for, in pixels, and less than twice that; a smaller picture is one cell. */
    static Pixels of(Pixels original, int cell) {
        Surfaces surfaces = new Surfaces(original, cell);
        surfaces.vote();
        surfaces.fillUnpainted();
        surfaces.shadeFullPages();
        return new Pixels(surfaces.columns, surfaces.rows, surfaces.colours);
    }

    private void vote() {
        Ballot ballot = new Ballot(4 * SAMPLES * SAMPLES);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int right = left(column + 1);
                int bottom = top(row + 1);
                int left = left(column);
                boolean shifted = false;
                for (int y = top(row); y < bottom; y += step) {
                    int end = y * original.width() + right;
                    // Every other row is shifted by half a step, so that fine patterns are met in all their parts.
                    for (int i = y * original.width() + left + (shifted ? step / 2 : 0); i < end; i += step) {
                        ballot.add(original.values()[i]);
                    }
                    shifted = !shifted;
                }
                colours[row * columns + column] = ballot.close();
                writtenOn[row * columns + column] = ballot.wasWrittenOn();
            }
        }
    }

    /** So that it can be told where pages are full and where they are empty. */
    private void shadeFullPages() {
        for (int row = 0; row + PLOT_ROWS <= rows; row += PLOT_ROWS) {
            for (int column = 0; column + PLOT_COLUMNS <= columns; column += PLOT_COLUMNS) {
                if (written(row, column) >= PLOT_FILLED_FROM) {
                    shade(row, column);
                }
            }
        }
    }

    private int written(int fromRow, int fromColumn) {
        int written = 0;
        for (int row = fromRow; row < fromRow + PLOT_ROWS; row++) {
            for (int column = fromColumn; column < fromColumn + PLOT_COLUMNS; column++) {
                written += writtenOn[row * columns + column] ? 1 : 0;
            }
        }
        return written;
    }

    private void shade(int fromRow, int fromColumn) {
        for (int row = fromRow; row < fromRow + PLOT_ROWS; row++) {
            for (int column = fromColumn; column < fromColumn + PLOT_COLUMNS; column++) {
                colours[row * columns + column] = shaded(colours[row * columns + column]);
            }
        }
    }

    private static int shaded(int colour) {
        int red = Pixels.red(colour);
        int green = Pixels.green(colour);
        int blue = Pixels.blue(colour);
        int towards = red + green + blue > 3 * 127 ? 0 : 255;
        return Pixels.pixel(
                red + (towards - red) / SHADE, green + (towards - green) / SHADE, blue + (towards - blue) / SHADE);
    }

    private void fillUnpainted() {
        for (int row = 0; row < rows; row += BLOCK) {
            for (int column = 0; column < columns; column += BLOCK) {
                fillUnpainted(row, column, Math.min(row + BLOCK, rows), Math.min(column + BLOCK, columns));
            }
        }
    }

    private void fillUnpainted(int fromRow, int fromColumn, int toRow, int toColumn) {
        int mean = Ballot.NONE;
        for (int row = fromRow; row < toRow; row++) {
            for (int column = fromColumn; column < toColumn; column++) {
                int i = row * columns + column;
                if (colours[i] == Ballot.NONE) {
                    mean = mean == Ballot.NONE
                            ? mean(left(fromColumn), top(fromRow), left(toColumn), top(toRow))
                            : mean;
                    colours[i] = mean;
                }
            }
        }
    }

    /** Coarse, because a mean tells of everything that it was made from. */
    private int mean(int left, int top, int right, int bottom) {
        long red = 0;
        long green = 0;
        long blue = 0;
        long count = 0;
        for (int y = top; y < bottom; y += step) {
            int end = y * original.width() + right;
            for (int i = y * original.width() + left; i < end; i += step) {
                int value = original.values()[i];
                red += Pixels.red(value);
                green += Pixels.green(value);
                blue += Pixels.blue(value);
                count++;
            }
        }
        return Pixels.pixel(coarse(red, count), coarse(green, count), coarse(blue, count));
    }

    private static int coarse(long sum, long count) {
        long level = Math.round((double) sum * (MEAN_LEVELS - 1) / (255.0 * count));
        return (int) (level * 255 / (MEAN_LEVELS - 1));
    }

    private int left(int column) {
        return (int) ((long) column * original.width() / columns);
    }

    private int top(int row) {
        return (int) ((long) row * original.height() / rows);
    }
}
