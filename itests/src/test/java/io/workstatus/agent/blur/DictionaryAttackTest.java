package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.capture.JpegEncoder;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names the word on a blurred page by blurring every word of a dictionary in its place, with font, strength and place known. Of
 * words that come out the same, bit for bit, the attacker can do no better than to draw one: so they name as many words as
 * there are outcomes, and chance is one. No attacker can do better, whatever they compare by.
 */
class DictionaryAttackTest {

    private static final double TIMES_CHANCE = 3;
    private static final int QUALITY = 60;

    private static final Font[] FONTS = {
        new Font(Font.SANS_SERIF, Font.PLAIN, 1),
        new Font(Font.SANS_SERIF, Font.BOLD, 1),
        new Font(Font.SERIF, Font.PLAIN, 1),
        new Font(Font.MONOSPACED, Font.PLAIN, 1)
    };

    private final FrameEncoder encoder = new JpegEncoder();
    private final Random places = new Random(9);

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 14, 18, 24})
    void onAnUnreadablePageItIsAtMostThreeTimesChance(int size) throws Exception {
        attack(Strength.UNREADABLE, size, Dictionary.WORDS, 480, 240);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 48, 72})
    void onAPageOfShapesItIsAtMostThreeTimesChanceForWordsThreeTimesAsTall(int size) throws Exception {
        attack(Strength.SHAPES, size, Dictionary.WORDS.subList(30, 70), 1152, 720);
    }

    @Test
    void itNamesNearlyEveryWordThatAGaussianOfSixLeaves() throws Exception {
        Page page = new Page(480, 240, FONTS[0].deriveFont(14f), false, false, 150, 120);
        Set<IntBuffer> outcomes = outcomes(page, frame -> gaussian(frame, 6), Dictionary.WORDS);

        assertThat(outcomes.size())
                .as("of %d words", Dictionary.WORDS.size())
                .isGreaterThan(Dictionary.WORDS.size() * 95 / 100);
        assertThat(encoded(outcomes, 480, 240).size())
                .as("of %d words, after the encoder", Dictionary.WORDS.size())
                .isGreaterThan(Dictionary.WORDS.size() * 95 / 100);
    }

    private void attack(Strength strength, int size, List<String> words, int width, int height) throws Exception {
        Map<String, Double> timesChance = new TreeMap<>();
        for (boolean dark : new boolean[] {false, true}) {
            for (boolean crowded : new boolean[] {false, true}) {
                String kind = (dark ? "dark" : "light") + (crowded ? ", among neighbours" : ", isolated");
                double before = 0;
                double after = 0;
                for (Font font : FONTS) {
                    Page page = new Page(
                            width,
                            height,
                            font.deriveFont((float) size),
                            dark,
                            crowded,
                            width / 4 + places.nextInt(width / 8),
                            height / 2 + places.nextInt(height / 8));
                    Set<IntBuffer> outcomes = outcomes(page, strength::applyTo, words);
                    before += outcomes.size();
                    after += encoded(outcomes, width / 4, height / 4).size();
                }
                timesChance.put(kind, before / FONTS.length);
                timesChance.put(kind + ", encoded", after / FONTS.length);
            }
        }
        System.out.printf("%s, %d px, times chance: %s%n", strength.label(), size, timesChance);
        assertThat(timesChance.values()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(TIMES_CHANCE));
    }

    private static Set<IntBuffer> outcomes(Page page, Function<RawFrame, BlurredFrame> blur, List<String> words) {
        Set<IntBuffer> outcomes = new HashSet<>();
        for (String word : words) {
            outcomes.add(IntBuffer.wrap(blur.apply(page.with(word)).pixels()));
        }
        return outcomes;
    }

    /** What was the same before the encoder is the same behind it. */
    private Set<ByteBuffer> encoded(Set<IntBuffer> outcomes, int width, int height) throws FrameException {
        Set<ByteBuffer> files = new HashSet<>();
        for (IntBuffer outcome : outcomes) {
            BlurredFrame frame = new BlurredFrame(width, height, outcome.array(), "attacked");
            files.add(ByteBuffer.wrap(encoder.encode(frame, QUALITY).content()));
        }
        return files;
    }

    private static BlurredFrame gaussian(RawFrame frame, double sigma) {
        BufferedImage image = new BufferedImage(frame.width(), frame.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, frame.width(), frame.height(), frame.pixels(), 0, frame.width());
        int radius = (int) Math.ceil(3 * sigma);
        float[] weights = new float[2 * radius + 1];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        BufferedImage across = new ConvolveOp(new Kernel(weights.length, 1, weights)).filter(image, null);
        BufferedImage blurred = new ConvolveOp(new Kernel(1, weights.length, weights)).filter(across, null);
        int[] pixels = blurred.getRGB(0, 0, frame.width(), frame.height(), null, 0, frame.width());
        return new BlurredFrame(frame.width(), frame.height(), pixels, "gaussian");
    }
}
