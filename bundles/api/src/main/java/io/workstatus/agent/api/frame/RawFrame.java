package io.workstatus.agent.api.frame;

/**
 * A frame as it was grabbed, or as a filter left it that guarantees nothing.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels row by row, 0xAARRGGBB with the alpha ignored, length width × height
 * @param scale physical pixels for each of the desktop's own, 1.0 on a plain screen and 2.0 on a HiDPI one
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawFrame(int width, int height, int[] pixels, double scale) implements Frame {

    /** Refuses sizes that the pixels do not have. */
    public RawFrame {
        if (width < 1 || height < 1 || pixels.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(
                    width + " x " + height + " is not the size of " + pixels.length + " pixels");
        }
    }
}
