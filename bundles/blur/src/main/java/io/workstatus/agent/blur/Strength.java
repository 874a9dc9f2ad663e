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
    UNREADABLE(48),

    /** The layout can be told; text up to 72 px tall cannot be read. */
    SHAPES(144),

    /** One colour: what most of the frame is painted in. */
    SOLID(1 << 16);

    /** Physical pixels that become one along each axis, on a screen of scale 1. */
    private static final int REDUCTION = 4;

    private static final double GREATEST_SCALE = 16;

    /**
     * Side of the areas of which only the colour is kept, on a screen of scale 1: twice as tall as the text to be hidden, so
     * that its ink is a minority in them wherever a line falls.
     */
    private final int cell;

    Strength(int cell) {
        this.cell = cell;
    }

    /** Makes the blurred frame; the raw one is left as it is. */
    BlurredFrame applyTo(RawFrame frame) {
        double scale = plausible(frame.scale());
        Pixels original = new Pixels(frame.width(), frame.height(), frame.pixels());
        Pixels surfaces = Surfaces.of(original, (int) Math.round(cell * scale));
        int factor = (int) Math.round(REDUCTION * scale);
        Pixels blurred = Enlargement.draw(surfaces, reduced(frame.width(), factor), reduced(frame.height(), factor));
        return new BlurredFrame(blurred.width(), blurred.height(), blurred.values(), label());
    }

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

    private static int reduced(int length, int factor) {
        return (length + factor - 1) / factor;
    }

    /** A scale that cannot be right must not make the blur weaker. */
    private static double plausible(double scale) {
        return scale >= 1 ? Math.min(scale, GREATEST_SCALE) : 1;
    }
}
