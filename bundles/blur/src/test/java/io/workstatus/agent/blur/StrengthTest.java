package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.RawFrame;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrengthTest {

    /** What the order of letters may change; one level of it is what rounding alone can do. */
    private static final int ORDER = 2;

    /** What other letters may change: one word has more ink than another, and no blur takes ink away. */
    private static final int INK = 6;

    @ParameterizedTest
    @ValueSource(ints = {10, 14, 18, 24})
    void differentWordsInTheSamePlaceComeOutAlike(int textHeight) {
        assertThat(orderTold(Strength.UNREADABLE, 1, textHeight)).isLessThanOrEqualTo(ORDER);
        assertThat(inkTold(Strength.UNREADABLE, 1, textHeight)).isLessThanOrEqualTo(INK);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 48, 72})
    void shapesHidesWordsThreeTimesAsTall(int textHeight) {
        assertThat(orderTold(Strength.SHAPES, 1, textHeight)).isLessThanOrEqualTo(ORDER);
        assertThat(inkTold(Strength.SHAPES, 1, textHeight)).isLessThanOrEqualTo(INK);
    }

    @Test
    void whatUnreadableDoesNotPromiseToHideIsToldApart() {
        assertThat(orderTold(Strength.UNREADABLE, 1, 72)).isGreaterThan(2 * ORDER);
        assertThat(inkTold(Strength.UNREADABLE, 1, 72)).isGreaterThan(2 * INK);
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 17})
    void aWeakerGaussianWouldNotPass(double sigma) {
        GaussianBlur weak = GaussianBlur.ofSigma(sigma / 4);

        assertThat(difference("HEART", "EARTH", weak)).isGreaterThan(2 * ORDER);
        assertThat(difference("HEARTH", "LOTSNA", weak)).isGreaterThan(2 * INK);
    }

    @Test
    void onAScreenOfScaleTwoTextTwiceAsTallIsHidden() {
        assertThat(orderTold(Strength.UNREADABLE, 2, 48)).isLessThanOrEqualTo(ORDER);
        assertThat(orderTold(Strength.UNREADABLE, 1, 48)).isGreaterThan(ORDER);
    }

    @Test
    void strokesLeaveNoVarianceAtTheirOwnScale() {
        RawFrame frame = checkerboard(800, 600, 8);

        BlurredFrame blurred = Strength.UNREADABLE.applyTo(frame);

        assertThat(greatestStep(blurred)).isLessThanOrEqualTo(1);
        assertThat(greatestStep(AreaReduction.reduce(new Pixels(800, 600, frame.pixels()), 4)))
                .as("reducing alone leaves them")
                .isGreaterThan(100);
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
    void theMeanColourStays(Strength strength) {
        RawFrame frame = noise(640, 400);

        BlurredFrame blurred = strength.applyTo(frame);

        int before = new Pixels(640, 400, frame.pixels()).mean();
        int after = new Pixels(blurred.width(), blurred.height(), blurred.pixels()).mean();
        assertThat(greatestDifference(new int[] {before}, new int[] {after})).isLessThanOrEqualTo(1);
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
        assertThat(orderTold(Strength.UNREADABLE, scale, 24)).isLessThanOrEqualTo(ORDER);
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

    @Test
    void theRawFrameIsLeftAsItWas() {
        RawFrame frame = noise(64, 64);
        int[] before = frame.pixels().clone();

        Strength.UNREADABLE.applyTo(frame);

        assertThat(frame.pixels()).isEqualTo(before);
    }

    private static int orderTold(Strength strength, double scale, int textHeight) {
        return difference("HEART", "EARTH", strength, scale, textHeight);
    }

    private static int inkTold(Strength strength, double scale, int textHeight) {
        return difference("HEARTH", "LOTSNA", strength, scale, textHeight);
    }

    private static int difference(String one, String other, Strength strength, double scale, int textHeight) {
        return greatestDifference(
                strength.applyTo(Words.frame(1000, 500, scale, one, textHeight, 200, 200))
                        .pixels(),
                strength.applyTo(Words.frame(1000, 500, scale, other, textHeight, 200, 200))
                        .pixels());
    }

    private static int difference(String one, String other, GaussianBlur blur) {
        return greatestDifference(blurred(one, blur), blurred(other, blur));
    }

    private static int[] blurred(String word, GaussianBlur blur) {
        RawFrame frame = Words.frame(1000, 500, 1, word, 24, 200, 200);
        Pixels reduced = AreaReduction.reduce(new Pixels(1000, 500, frame.pixels()), 4);
        blur.apply(reduced);
        return reduced.values();
    }

    private static int greatestDifference(int[] one, int[] other) {
        int greatest = 0;
        for (int i = 0; i < one.length; i++) {
            greatest = Math.max(greatest, Math.abs(Pixels.red(one[i]) - Pixels.red(other[i])));
            greatest = Math.max(greatest, Math.abs(Pixels.green(one[i]) - Pixels.green(other[i])));
            greatest = Math.max(greatest, Math.abs(Pixels.blue(one[i]) - Pixels.blue(other[i])));
        }
        return greatest;
    }

    private static int greatestStep(BlurredFrame frame) {
        return greatestStep(new Pixels(frame.width(), frame.height(), frame.pixels()));
    }

    /** Between neighbours in a row. */
    private static int greatestStep(Pixels picture) {
        int greatest = 0;
        for (int i = 1; i < picture.values().length; i++) {
            if (i % picture.width() != 0) {
                greatest = Math.max(
                        greatest, Math.abs(Pixels.red(picture.values()[i]) - Pixels.red(picture.values()[i - 1])));
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
