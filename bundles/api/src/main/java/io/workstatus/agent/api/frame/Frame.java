package io.workstatus.agent.api.frame;

/** Pixels, in memory only: frames are never written to a disk. */
public sealed interface Frame permits RawFrame, BlurredFrame {

    /** In pixels, at least 1. */
    int width();

    /** In pixels, at least 1. */
    int height();

    /** Row by row, 0xAARRGGBB with the alpha ignored, length width × height. Not copied: whoever is given it may change it. */
    int[] pixels();
}
