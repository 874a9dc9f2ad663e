package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.RawFrame;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileDigestsTest {

    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private final int[] pixels =
            new Random(7).ints(WIDTH * HEIGHT, 0, 0x1000000).toArray();
    private final TileDigests before = digest(WIDTH, HEIGHT, pixels);

    @Test
    void theSamePixelsShowTheSame() {
        assertThat(digest(WIDTH, HEIGHT, pixels.clone()).showsTheSameAs(before)).isTrue();
    }

    @Test
    void anotherShapeDoesNotShowTheSame() {
        assertThat(digest(WIDTH * 2, HEIGHT / 2, pixels).showsTheSameAs(before)).isFalse();
    }

    @Test
    void aClockDoesNotMakeAScreenAnother() {
        for (int y = HEIGHT - 26; y < HEIGHT - 4; y++) {
            for (int x = WIDTH - 120; x < WIDTH - 10; x++) {
                pixels[y * WIDTH + x] ^= 0xffffff;
            }
        }

        assertThat(digest(WIDTH, HEIGHT, pixels).showsTheSameAs(before)).isTrue();
    }

    @Test
    void aFewLinesOfTextMakeItAnother() {
        for (int y = 300; y < 360; y++) {
            for (int x = 200; x < 900; x++) {
                pixels[y * WIDTH + x] ^= 0xffffff;
            }
        }

        assertThat(digest(WIDTH, HEIGHT, pixels).showsTheSameAs(before)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 3", "256, 16", "257, 17", "300, 200", "7680, 4320"})
    void everyPixelCountsInEverySize(int width, int height) {
        int[] odd = new int[width * height];
        TileDigests same = digest(width, height, odd);
        int tiles = ((width - 1) / TileDigests.TILE_WIDTH + 1) * ((height - 1) / TileDigests.TILE_HEIGHT + 1);
        int tolerated = tiles / TileDigests.TILES_FOR_ONE_CHANGE;
        // The last pixel of as many rows of tiles as are one too many.
        for (int i = 0; i <= tolerated; i++) {
            odd[odd.length - 1 - i * TileDigests.TILE_HEIGHT * width] = 1;
        }

        assertThat(digest(width, height, odd).showsTheSameAs(same)).isFalse();
    }

    private static TileDigests digest(int width, int height, int[] pixels) {
        return TileDigests.of(new RawFrame(width, height, pixels, 1));
    }
}
