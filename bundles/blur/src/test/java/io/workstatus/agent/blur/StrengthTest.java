package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.RawFrame;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who knows the font, the place and the strength can blur every word of a dictionary and compare: they name as many words
 * as come out differently, to the last bit; so there may be no more than a few outcomes. The attack on real fonts and encoded
 * images is among the integration tests.
 */
class StrengthTest {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;

    /** A word at the edge of a full page can decide whether its plot counts as full: that is all. */
    private static final int PLOT = 2;

    /** Of different lengths and inks. */
    private static final List<String> WORDS = List.of(
            "A",
            "TEN",
            "LOT",
            "HEART",
            "EARTH",
            "HATER",
            "ALONE",
            "STONE",
            "NEAREST",
            "SENATOR",
            "HORNETS",
            "SHALLOTS");

    @ParameterizedTest
    @ValueSource(ints = {7, 10, 14, 18, 24})
    void wordsComeOutTheSameWhereverTheyStand(int textHeight) {
        assertThat(differentOutcomes(Strength.UNREADABLE, 1, textHeight)).isLessThanOrEqualTo(PLOT);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 48, 72})
    void shapesHidesWordsThreeTimesAsTall(int textHeight) {
        assertThat(differentOutcomes(Strength.SHAPES, 1, textHeight)).isLessThanOrEqualTo(PLOT);
    }

    @Test
    void whatIsFarTallerThanPromisedIsToldApart() {
        assertThat(differentOutcomes(Strength.UNREADABLE, 1, 210)).isGreaterThan(2 * PLOT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {6, 20})
    void aGaussianThatSparesTheEyesTellsEveryWord(double sigma) {
        GaussianBlur gaussian = GaussianBlur.ofSigma(sigma);
        Set<IntBuffer> outcomes = new HashSet<>();
        for (String word : WORDS) {
            Pixels page = new Pixels(
                    WIDTH,
                    HEIGHT,
                    Words.frame(WIDTH, HEIGHT, 1, word, Words.Ink.LIGHT, 24, 160, 160)
                            .pixels());
            gaussian.apply(page);
            outcomes.add(IntBuffer.wrap(page.values()));
        }
        assertThat(outcomes).hasSameSizeAs(WORDS);
    }

    @Test
    void onAScreenOfScaleTwoTextTwiceAsTallIsHidden() {
        assertThat(differentOutcomes(Strength.UNREADABLE, 2, 48)).isLessThanOrEqualTo(PLOT);
        assertThat(differentOutcomes(Strength.UNREADABLE, 2, 24)).isLessThanOrEqualTo(PLOT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 10, 16})
    void finePatternsLeaveNothing(int square) {
        BlurredFrame blurred = Strength.UNREADABLE.applyTo(checkerboard(800, 600, square));

        assertThat(blurred.pixels()).containsOnly(0x7f7f7f);
    }

    @Test
    void panelsAndTheirColoursCanBeTold() {
        Pixels screen = new Pixels(1920, 1080, new int[1920 * 1080]);
        fill(screen, 0, 0, 1920, 1080, 0xfafafa);
        fill(screen, 0, 0, 1920, 96, 0x336699);
        fill(screen, 0, 96, 400, 1080, 0x1e1f22);
        RawFrame frame = new RawFrame(1920, 1080, screen.values(), 1);

        for (Strength strength : List.of(Strength.UNREADABLE, Strength.SHAPES)) {
            BlurredFrame blurred = strength.applyTo(frame);
            assertThat(at(blurred, 350, 200)).isEqualTo(0xfafafa);
            assertThat(at(blurred, 40, 200)).isEqualTo(0x1e1f22);
            assertThat(Pixels.blue(at(blurred, 300, 2)) - Pixels.red(at(blurred, 300, 2)))
                    .isGreaterThan(0x30);
        }
    }

    @Test
    void whereAPageIsFullCanBeTold() {
        Pixels page = new Pixels(960, 384, new int[960 * 384]);
        fill(page, 0, 0, 960, 384, 0xffffff);
        for (int top = 4; top < 380; top += 24) {
            for (int left = 4; left < 470; left += 9) {
                fill(page, left, top, left + 3, top + 12, 0x101010);
            }
        }

        BlurredFrame blurred = Strength.UNREADABLE.applyTo(new RawFrame(960, 384, page.values(), 1));

        assertThat(at(blurred, 40, 40)).isEqualTo(0xe0e0e0);
        assertThat(at(blurred, 200, 40)).isEqualTo(0xffffff);
    }

    @ParameterizedTest
    @EnumSource(Strength.class)
    void aFrameOfOneColourKeepsIt(Strength strength) {
        int[] pixels = new int[317 * 201];
        Arrays.fill(pixels, 0xff12c8fe);

        BlurredFrame blurred = strength.applyTo(new RawFrame(317, 201, pixels, 1));

        assertThat(blurred.pixels()).containsOnly(0x12c8fe);
    }

    @ParameterizedTest
    @EnumSource(Strength.class)
    void noiseBecomesAboutItsMean(Strength strength) {
        BlurredFrame blurred = strength.applyTo(noise(640, 400));

        if (strength != Strength.SOLID) {
            assertThat(Arrays.stream(blurred.pixels())
                            .map(Pixels::red)
                            .average()
                            .orElseThrow())
                    .isBetween(127.0 - 20, 127.0 + 20);
        }
        assertThat(greatestStep(blurred)).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "1, 4321, 1, 1, 1081",
        "3001, 1, 1, 751, 1",
        "5, 3, 1, 2, 1",
        "1366, 768, 1, 342, 192",
        "1921, 1083, 1.25, 385, 217",
        "3840, 2160, 2, 480, 270",
        "7680, 4320, 1, 1920, 1080"
    })
    void everySizeIsReducedAndFilledWithoutDarkEdges(
            int width, int height, double scale, int smallWidth, int smallHeight) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, 0xabcdef);

        for (Strength strength : Strength.values()) {
            BlurredFrame blurred = strength.applyTo(new RawFrame(width, height, pixels, scale));

            assertThat(blurred.width()).isEqualTo(smallWidth);
            assertThat(blurred.height()).isEqualTo(smallHeight);
            assertThat(Arrays.stream(blurred.pixels()).allMatch(pixel -> pixel == 0xabcdef))
                    .as("%s keeps the colour up to the edges", strength)
                    .isTrue();
            assertThat(blurred.strength()).isEqualTo(strength.label());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -2, 0.01, Double.NaN})
    void aScaleThatCannotBeRightDoesNotWeakenTheBlur(double scale) {
        assertThat(differentOutcomes(Strength.UNREADABLE, scale, 24)).isLessThanOrEqualTo(PLOT);
    }

    @Test
    void anEndlessScaleStillGivesAFrame() {
        BlurredFrame blurred =
                Strength.SHAPES.applyTo(new RawFrame(100, 100, noise(100, 100).pixels(), Double.POSITIVE_INFINITY));

        assertThat(blurred.width()).isEqualTo(2);
    }

    @Test
    void solidIsOneColour() {
        assertThat(Arrays.stream(Strength.SOLID.applyTo(noise(300, 200)).pixels())
                        .distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Strength.class)
    void theSameFrameComesOutTheSameSoThatNothingCanBeAveragedAway(Strength strength) {
        assertThat(strength.applyTo(noise(640, 400)).pixels())
                .isEqualTo(strength.applyTo(noise(640, 400)).pixels());
    }

    @Test
    void theRawFrameIsLeftAsItWas() {
        RawFrame frame = noise(64, 64);
        int[] before = frame.pixels().clone();

        Strength.UNREADABLE.applyTo(frame);

        assertThat(frame.pixels()).isEqualTo(before);
    }

    /** At the worst of several places and on all kinds of page. */
    private static int differentOutcomes(Strength strength, double scale, int textHeight) {
        int worst = 0;
        for (Words.Ink ink : List.of(Words.Ink.LIGHT, Words.Ink.DARK)) {
            for (int place : new int[] {160, 183, 206}) {
                Set<IntBuffer> alone = new HashSet<>();
                Set<IntBuffer> among = new HashSet<>();
                for (String word : WORDS) {
                    RawFrame one = page(scale, word, ink, textHeight, place, false);
                    RawFrame other = page(scale, word, ink, textHeight, place, true);
                    alone.add(outcome(strength, one));
                    among.add(outcome(strength, other));
                }
                worst = Math.max(worst, Math.max(alone.size(), among.size()));
            }
        }
        return worst;
    }

    private static RawFrame page(
            double scale, String word, Words.Ink ink, int textHeight, int place, boolean amongNeighbours) {
        int width = Math.max(WIDTH, 20 * textHeight);
        int height = Math.max(HEIGHT, 2 * textHeight);
        return amongNeighbours
                ? Words.amongNeighbours(
                        width, height, scale, word, ink, textHeight, Math.max(place, 6 * textHeight), place)
                : Words.frame(width, height, scale, word, ink, textHeight, place, place);
    }

    private static IntBuffer outcome(Strength strength, RawFrame frame) {
        return IntBuffer.wrap(strength.applyTo(frame).pixels());
    }

    private static void fill(Pixels picture, int left, int top, int right, int bottom, int colour) {
        for (int y = top; y < bottom; y++) {
            Arrays.fill(picture.values(), y * picture.width() + left, y * picture.width() + right, colour);
        }
    }

    private static int at(BlurredFrame frame, int x, int y) {
        return frame.pixels()[y * frame.width() + x];
    }

    /** Between neighbours in a row. */
    private static int greatestStep(BlurredFrame frame) {
        int greatest = 0;
        for (int i = 1; i < frame.pixels().length; i++) {
            if (i % frame.width() != 0) {
                greatest =
                        Math.max(greatest, Math.abs(Pixels.red(frame.pixels()[i]) - Pixels.red(frame.pixels()[i - 1])));
            }
        }
        return greatest;
    }

    private static RawFrame checkerboard(int width, int height, int square) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            boolean white = (i % width / square + i / (width * square)) % 2 == 0;
            pixels[i] = white ? 0xffffff : 0;
        }
        return new RawFrame(width, height, pixels, 1);
    }

    private static RawFrame noise(int width, int height) {
        Random random = new Random(42);
        return new RawFrame(
                width, height, random.ints((long) width * height, 0, 0x1000000).toArray(), 1);
    }
}
