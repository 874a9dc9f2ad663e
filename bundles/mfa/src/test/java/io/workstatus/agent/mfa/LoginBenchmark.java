package io.workstatus.agent.mfa;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the refusal of an unknown user takes beside that of a wrong password, in turns, without the throttle: enough
 * time passes between two tries, as far as sign-in knows.
 */
final class LoginBenchmark {

    private static final int WARM_UP = 20;

    private LoginBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        Path home = Files.createTempDirectory("login-benchmark-");
        try (Desk desk = new Desk(home, new SetTime(), Map.of())) {
            desk.setUp("ada");
            double[] unknown = new double[rounds];
            double[] wrong = new double[rounds];
            for (int round = -WARM_UP; round < rounds; round++) {
                // Who is first changes, so that neither always finds the other's memory warm.
                for (int half = 0; half < 2; half++) {
                    boolean ofNobody = (round + half) % 2 == 0;
                    double millis = millis(desk, ofNobody ? "eve" : "ada");
                    if (round >= 0) {
                        (ofNobody ? unknown : wrong)[round] = millis;
                    }
                }
            }
            print("unknown user  ", unknown);
            print("wrong password", wrong);
            System.out.printf(
                    "an unknown user took longer in %.1f %% of all pairs of the two (50 %% if nothing tells them apart)%n",
                    100 * above(unknown, wrong));
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static double millis(Desk desk, String name) {
        desk.time.pass(Duration.ofHours(1));
        long began = System.nanoTime();
        try {
            desk.mfa.desk().login(name, "not the password", false);
            throw new IllegalStateException("signed in");
        } catch (Refusal e) {
            if (e.status() != 401) {
                throw new IllegalStateException(e);
            }
            return (System.nanoTime() - began) / 1e6;
        }
    }

    /** The share of pairs in which the first is the longer one: Mann and Whitney's U over the number of pairs. */
    private static double above(double[] first, double[] second) {
        long longer = Arrays.stream(first)
                .mapToLong(one ->
                        Arrays.stream(second).filter(other -> one > other).count())
                .sum();
        return (double) longer / first.length / second.length;
    }

    private static void print(String name, double[] millis) {
        double[] sorted = Arrays.stream(millis).sorted().toArray();
        System.out.printf(
                "%s  p5 %.2f  p25 %.2f  median %.2f  p75 %.2f  p95 %.2f ms%n",
                name, at(sorted, 5), at(sorted, 25), at(sorted, 50), at(sorted, 75), at(sorted, 95));
    }

    private static double at(double[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }
}
