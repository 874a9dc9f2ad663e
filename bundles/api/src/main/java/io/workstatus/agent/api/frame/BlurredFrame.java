package io.workstatus.agent.api.frame;

/**
 * A frame on which nothing can be read any more. Only a {@link BlurringFilter} makes one; it may be smaller than the frame
 * that it was made from.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels row by row, 0xAARRGGBB with the alpha ignored, length width × height
 * @param strength the name of what is guaranteed, as {@code unreadable}
 */
@SuppressWarnings("ArrayRecordComponent")
public record BlurredFrame(int width, int height, int[] pixels, String strength) implements Frame {

    /** Refuses sizes that the pixels do not have. */
    public BlurredFrame {
        if (width < 1 || height < 1 || pixels.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException(
                    width + " x " + height + " is not the size of " + pixels.length + " pixels");
        }
    }
}
