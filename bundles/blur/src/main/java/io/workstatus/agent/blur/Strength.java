package io.workstatus.agent.blur;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.RawFrame;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a blur guarantees. */
enum Strength {
    /** Text up to 24 px tall, at the screen's real scale, cannot be read. */
    UNREADABLE {
        @Override
        void blur(Pixels reduced, double scale, int factor) {
            GaussianBlur.ofSigma(sigmaAgainstText(24, scale) / factor).apply(reduced);
        }
    },

    /** The layout can be told; text up to 72 px tall cannot be read. */
    SHAPES {
        @Override
        void blur(Pixels reduced, double scale, int factor) {
            GaussianBlur.ofSigma(sigmaAgainstText(72, scale) / factor).apply(reduced);
        }
    },

    /** One colour: the mean of the frame. */
    SOLID {
        @Override
        void blur(Pixels reduced, double scale, int factor) {
            Arrays.fill(reduced.values(), reduced.mean());
        }
    };

    /** Physical pixels that become one along each axis, on a screen of scale 1. */
    private static final int REDUCTION = 4;

    /** Measured: with less than this, a dictionary attack on isolated words does better than chance. */
    private static final double SIGMA_PER_TEXT_HEIGHT = 1.4;

    private static final double GREATEST_SCALE = 16;

    /** Makes the blurred frame; the raw one is left as it is. */
    BlurredFrame applyTo(RawFrame frame) {
        double scale = plausible(frame.scale());
        int factor = (int) Math.round(REDUCTION * scale);
        Pixels reduced = AreaReduction.reduce(new Pixels(frame.width(), frame.height(), frame.pixels()), factor);
        blur(reduced, scale, factor);
        return new BlurredFrame(reduced.width(), reduced.height(), reduced.values(), label());
    }

    abstract void blur(Pixels reduced, double scale, int factor);

    /** The name in the configuration. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Strength> byLabel(String label) {
        return Arrays.stream(values())
                .filter(strength -> strength.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(Strength::label).collect(Collectors.joining(", "));
    }

    private static double sigmaAgainstText(int height, double scale) {
        return SIGMA_PER_TEXT_HEIGHT * height * scale;
    }

    /** A scale that cannot be right must not make the blur weaker. */
    private static double plausible(double scale) {
        return scale >= 1 ? Math.min(scale, GREATEST_SCALE) : 1;
    }
}
