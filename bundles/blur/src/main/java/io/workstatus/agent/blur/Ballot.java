package io.workstatus.agent.blur;

import java.util.Arrays;

/**
 * Finds the colour that an area is painted in, by vote: strokes of text are a minority wherever they stand on something, and
 * a minority changes nothing, not by one level. A mean would carry every stroke. Used by one thread.
 */
final class Ballot {

    /** No colour: pixels have 24 bits here. */
    static final int NONE = -1;

    /** Of each channel's value, the bits that tell colours apart while votes are counted. */
    private static final int BITS = 4;

    private static final int COLOURS = 1 << (3 * BITS);

    /** From the levels that the bits can tell to 0 to 255. */
    private static final int STEP = 255 / ((1 << BITS) - 1);

    /** A colour with less than this part of the votes has not won: the area is a photograph, or noise. */
    private static final int WINS_FROM = 4;

    /**
     * Colours with at least two thirds of the winner's votes share the win, as the two of a checkerboard do. The ink of bold
     * capitals, set tight, has 0.55 of their background's votes at the most.
     */
    private static final int SHARE_NUMERATOR = 2;

    private static final int SHARE_DENOMINATOR = 3;

    private static final int MOST_WINNERS = 8;

    /** A surface of which less than this part has another colour is bare. */
    private static final int WRITTEN_FROM = 32;

    private final int[] votes = new int[COLOURS];
    private final int[] winners = new int[MOST_WINNERS];
    private int[] samples;
    private int count;
    private int most;
    private boolean isWrittenOn;

    Ballot(int samples) {
        this.samples = new int[samples];
    }

    void add(int pixel) {
        if (count == samples.length) {
            samples = Arrays.copyOf(samples, 2 * count);
        }
        samples[count++] = pixel & 0xffffff;
        most = Math.max(most, ++votes[colour(pixel)]);
    }

    /** Counts, tells the winner and is empty again. Without one, {@link #NONE}. */
    int close() {
        int found = most * WINS_FROM < count ? MOST_WINNERS + 1 : winners();
        int result = found > MOST_WINNERS ? NONE : mean(found);
        isWrittenOn = found == 1 && (count - most) * WRITTEN_FROM >= count;
        for (int i = 0; i < count; i++) {
            votes[colour(samples[i])] = 0;
        }
        count = 0;
        most = 0;
        return result;
    }

    /** Whether the area that was counted last is painted in one colour and has something on it. */
    boolean wasWrittenOn() {
        return isWrittenOn;
    }

    /** How many there are; more than can be kept means none. Their votes are taken from the count. */
    private int winners() {
        int found = 0;
        for (int i = 0; i < count && found <= MOST_WINNERS; i++) {
            int colour = colour(samples[i]);
            if (votes[colour] * SHARE_DENOMINATOR >= most * SHARE_NUMERATOR) {
                votes[colour] = 0;
                if (found < MOST_WINNERS) {
                    winners[found] = colour;
                }
                found++;
            }
        }
        return found;
    }

    /** Each counts the same, however many votes more than another it has. */
    private int mean(int found) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int i = 0; i < found; i++) {
            int exact = exact(winners[i]);
            red += Pixels.red(exact);
            green += Pixels.green(exact);
            blue += Pixels.blue(exact);
        }
        return Pixels.pixel(red / found, green / found, blue / found);
    }

    /**
     * The one value that most samples of a colour have, as a painted surface does; where there is none, as on a gradient, a
     * value that depends on the colour alone. Candidates are found after Boyer and Moore.
     */
    private int exact(int colour) {
        int candidate = 0;
        int lead = 0;
        int all = 0;
        for (int i = 0; i < count; i++) {
            int sample = samples[i];
            if (colour(sample) == colour) {
                all++;
                if (lead == 0) {
                    candidate = sample;
                    lead = 1;
                } else {
                    lead += sample == candidate ? 1 : -1;
                }
            }
        }
        int same = 0;
        for (int i = 0; i < count; i++) {
            if (samples[i] == candidate) {
                same++;
            }
        }
        return 2 * same > all ? candidate : centre(colour);
    }

    private static int colour(int pixel) {
        return ((pixel >> 12) & 0xf00) | ((pixel >> 8) & 0xf0) | ((pixel >> 4) & 0xf);
    }

    private static int centre(int colour) {
        return Pixels.pixel((colour >> 8) * STEP, ((colour >> 4) & 0xf) * STEP, (colour & 0xf) * STEP);
    }
}
