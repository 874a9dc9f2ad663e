package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianBlurTest {

    @ParameterizedTest
    @ValueSource(doubles = {2.5, 8.4, 25.2})
    void theSpreadOfAnEdgeIsAtLeastTheSigmaAskedFor(double sigma) {
        int width = 601;
        Pixels edge = new Pixels(width, 1, new int[width]);
        for (int x = width / 2; x < width; x++) {
            edge.values()[x] = 0xffffff;
        }

        GaussianBlur.ofSigma(sigma).apply(edge);

        double spread = spreadOfEdge(edge);
        assertThat(spread).isBetween(sigma - 0.1, sigma + 1.2);
    }

    @Test
    void colourChannelsDoNotRunIntoEachOther() {
        Pixels picture = new Pixels(3, 3, new int[] {0xff0000, 0, 0, 0, 0x00ff00, 0, 0, 0, 0x0000ff});

        GaussianBlur.ofSigma(20).apply(picture);

        for (int value : picture.values()) {
            assertThat(Pixels.red(value)).isCloseTo(255 / 9, within(2));
            assertThat(Pixels.green(value)).isCloseTo(255 / 9, within(2));
            assertThat(Pixels.blue(value)).isCloseTo(255 / 9, within(2));
        }
    }

    @Test
    void aPictureSmallerThanTheBoxIsItsMean() {
        Pixels picture = new Pixels(2, 1, new int[] {0x000000, 0xc8c8c8});

        GaussianBlur.ofSigma(30).apply(picture);

        for (int value : picture.values()) {
            assertThat(Pixels.blue(value)).isCloseTo(100, within(2));
        }
    }

    /** The standard deviation of the edge's derivative, which is the blur's kernel. */
    private static double spreadOfEdge(Pixels edge) {
        double weights = 0;
        double mean = 0;
        double square = 0;
        for (int x = 1; x < edge.width(); x++) {
            double step = Pixels.red(edge.values()[x]) - Pixels.red(edge.values()[x - 1]);
            weights += step;
            mean += step * x;
            square += step * x * x;
        }
        mean /= weights;
        return Math.sqrt(square / weights - mean * mean);
    }
}
