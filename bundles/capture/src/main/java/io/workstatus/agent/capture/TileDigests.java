package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.zip.CRC32C;

/**
 * What is kept of a frame to recognise it: its size and a check sum for each tile of it, from which no picture can be made.
 * A tile is as wide and low as a few words, so that a clock or a cursor changes one or two of them.
 */
final class TileDigests {

    static final int TILE_WIDTH = 256;
    static final int TILE_HEIGHT = 16;

    /** One of so many tiles may differ in frames that show the same. */
    static final int TILES_FOR_ONE_CHANGE = 100;

    private final int width;
    private final int height;
    private final int[] tiles;

    private TileDigests(int width, int height, int[] tiles) {
        this.width = width;
        this.height = height;
        this.tiles = tiles;
    }

    static TileDigests of(Frame frame) {
        int columns = ceilDivide(frame.width(), TILE_WIDTH);
        int rows = ceilDivide(frame.height(), TILE_HEIGHT);
        int[] tiles = new int[Math.multiplyExact(columns, rows)];
        ByteBuffer bytes =
                ByteBuffer.allocate(TILE_WIDTH * TILE_HEIGHT * Integer.BYTES).order(ByteOrder.nativeOrder());
        IntBuffer tile = bytes.asIntBuffer();
        CRC32C sum = new CRC32C();
        for (int i = 0; i < tiles.length; i++) {
            int left = i % columns * TILE_WIDTH;
            int top = i / columns * TILE_HEIGHT;
            int wide = Math.min(TILE_WIDTH, frame.width() - left);
            int bottom = Math.min(top + TILE_HEIGHT, frame.height());
            tile.clear();
            for (int y = top; y < bottom; y++) {
                tile.put(frame.pixels(), y * frame.width() + left, wide);
            }
            sum.reset();
            sum.update(bytes.array(), 0, tile.position() * Integer.BYTES);
            tiles[i] = (int) sum.getValue();
        }
        return new TileDigests(frame.width(), frame.height(), tiles);
    }

    /** Whether as good as nothing differs: at most one tile of a hundred. */
    boolean showsTheSameAs(TileDigests other) {
        if (width != other.width || height != other.height) {
            return false;
        }
        int different = 0;
        for (int i = 0; i < tiles.length; i++) {
            if (tiles[i] != other.tiles[i]) {
                different++;
            }
        }
        return different <= tiles.length / TILES_FOR_ONE_CHANGE;
    }

    private static int ceilDivide(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
