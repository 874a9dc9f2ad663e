package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.Frame;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What is kept of a frame to recognise it: its size and a digest of its pixels, from which no picture can be made. */
record FrameDigest(int width, int height, String sha256) {

    private static final int CHUNK = 1 << 14;

    static FrameDigest of(Frame frame) {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Integer.BYTES);
        var digest = Sha256.newDigest();
        int[] pixels = frame.pixels();
        for (int from = 0; from < pixels.length; from += CHUNK) {
            int length = Math.min(CHUNK, pixels.length - from);
            bytes.asIntBuffer().put(pixels, from, length);
            digest.update(bytes.array(), 0, length * Integer.BYTES);
        }
        return new FrameDigest(frame.width(), frame.height(), HexFormat.of().formatHex(digest.digest()));
    }
}
