package io.workstatus.agent.blur;

import io.workstatus.agent.api.frame.RawFrame;
import java.util.Arrays;
import java.util.Random;

/** Prints what blurring a frame costs: run its main, nothing else is needed. */
final class BlurBenchmark {

    private static final int ROUNDS = 40;

    private BlurBenchmark() {}

    public static void main(String[] arguments) {
        for (int[] size : new int[][] {{1920, 1080}, {3840, 2160}, {7680, 4320}}) {
            RawFrame frame = new RawFrame(
                    size[0],
                    size[1],
                    new Random(1).ints((long) size[0] * size[1]).toArray(),
                    1);
            for (Strength strength : Strength.values()) {
                System.out.printf("%d x %d %s: %.1f ms%n", size[0], size[1], strength.label(), median(strength, frame));
            }
        }
    }

    private static double median(Strength strength, RawFrame frame) {
        double[] millis = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            strength.applyTo(frame);
            millis[round] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }
}
