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
}
