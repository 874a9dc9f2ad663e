package io.workstatus.agent.blur;

/**
 * A picture that is being worked on.
 *
 * @param values row by row, 0xRRGGBB with the upper byte ignored, length width × height
 */
@SuppressWarnings("ArrayRecordComponent")
record Pixels(int width, int height, int[] values) {

    static int red(int pixel) {
        return (pixel >> 16) & 0xff;
    }

    static int green(int pixel) {
        return (pixel >> 8) & 0xff;
    }

    static int blue(int pixel) {
        return pixel & 0xff;
    }

    static int pixel(int red, int green, int blue) {
        return (red << 16) | (green << 8) | blue;
    }

    /** The mean colour. */
    int mean() {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int value : values) {
            red += red(value);
            green += green(value);
            blue += blue(value);
        }
        long half = values.length / 2;
        return pixel((int) ((red + half) / values.length), (int) ((green + half) / values.length), (int)
                ((blue + half) / values.length));
    }
}
