package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.RawFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Prints what each stage of a 1080p screenshot costs, from pixels that look like text, and from the screen where DISPLAY is
 * set: run its main. The blur has a benchmark of its own, in its bundle; here a frame of a quarter of the size stands for it.
 */
final class PipelineBenchmark {

    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final int ROUNDS = 30;

    private PipelineBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int[] text = text();
        Grabber synthetic = () -> new RawFrame(WIDTH, HEIGHT, text.clone(), 1);
        measure("synthetic, plain", synthetic, Map.of("blurred", false));
        measure("synthetic, plain, unchanged is skipped", synthetic, Map.of("blurred", false, "unchanged", "skip"));
        measure("synthetic, a quarter of the size", synthetic, Map.of());
        if (System.getenv("DISPLAY") != null) {
            measure("screen, plain", new RobotGrabber(), Map.of("blurred", false));
        }
    }

    private static void measure(String what, Grabber grabber, Map<String, ?> properties) throws Exception {
        Settings settings = Settings.from(properties);
        Pipeline pipeline = new Pipeline(
                settings, "bench", () -> true, grabber, new Screenshots(FakeServices.AGENT_ID), FakeTime.running());
        BlurringFilter quarter = frame -> new BlurredFrame(
                WIDTH / 4, HEIGHT / 4, Arrays.copyOf(frame.pixels(), WIDTH / 4 * (HEIGHT / 4)), "none");
        List<FrameEncoder> encoders = List.of(new JpegEncoder());
        Equipment.Line line = new Equipment(List.of(), quarter, encoders, artifact -> {}).line(settings);
        long start = 0;
        Tick last = new Tick.Forbidden();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            if (round == ROUNDS) {
                start = System.nanoTime();
            }
            last = pipeline.run(line);
        }
        double mean = (System.nanoTime() - start) / 1e6 / ROUNDS;
        System.out.printf("%s: %.1f ms; last: %s%n", what, mean, told(last));
    }

    private static String told(Tick tick) {
        return tick instanceof Tick.Taken taken
                ? taken.stages() + ", " + taken.artifact().content().length + " bytes"
                : tick.toString();
    }

    /** Short dark strokes in lines on white, about as compressible as a page of text. */
    private static int[] text() {
        Random random = new Random(1);
        int[] pixels = new int[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            boolean inLine = i / WIDTH % 20 < 12;
            boolean ink = inLine && (i % WIDTH / 3 + i / WIDTH / 4) % 5 < 2 && random.nextInt(8) > 0;
            pixels[i] = ink ? 0x202020 : 0xffffff;
        }
        return pixels;
    }
}
