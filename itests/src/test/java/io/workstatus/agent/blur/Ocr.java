package io.workstatus.agent.blur;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** Reads words with tesseract. */
final class Ocr {

    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private Ocr() {}

    /** All words that it finds, in lower case, in a grey picture enlarged so many times. */
    static Set<String> words(double[] grey, int width, int height, int enlarged) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < grey.length; i++) {
            picture.getRaster().setSample(i % width, i / width, 0, grey[i]);
        }
        BufferedImage large = new BufferedImage(width * enlarged, height * enlarged, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = large.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, large.getWidth(), large.getHeight(), null);
        graphics.dispose();
        return read(large);
    }

    private static Set<String> read(BufferedImage image) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        ProcessBuilder builder = new ProcessBuilder("tesseract", "-", "-", "--psm", "11", "--dpi", "150")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        Process ocr = builder.start();
        CompletableFuture<byte[]> text = CompletableFuture.supplyAsync(() -> {
            try {
                return ocr.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (OutputStream in = ocr.getOutputStream()) {
            png.writeTo(in);
        }
        Set<String> words = new TreeSet<>();
        Matcher matcher = WORD.matcher(new String(text.join(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
