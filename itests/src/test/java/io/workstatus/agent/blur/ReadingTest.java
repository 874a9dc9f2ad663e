package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.capture.JpegEncoder;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What an OCR reads on stored images at three scales, as they are, and after the blur was undone as well as can be. */
class ReadingTest {

    private static final int[] SCALES = {1, 2, 4};
    private static final int ROUNDS = 40;

    /** In cells: of the cell's square, the mixture with its neighbours, and the enlargement's spline, which is three squares. */
    private static final double SIGMA_PER_CELL = Math.sqrt(1 / 12.0 + 1 / 2.0 + 3 / 12.0);

    @Test
    void onAnUnreadablePageNoWordIsFound() throws Exception {
        int[] sizes = {10, 12, 14, 18, 24};
        RawFrame page = page(1024, 512, sizes);
        double[] stored = stored(Strength.UNREADABLE, page);

        assertThat(readWhole(grey(page), 1024, 512, 0)).as("on the page itself").hasSizeGreaterThan(20);
        assertThat(readWhole(stored, 256, 128, 48 / 4.0 * SIGMA_PER_CELL)).isEmpty();
    }

    @Test
    void onAPageOfShapesNoWordIsFoundThatIsThreeTimesAsTall() throws Exception {
        RawFrame page = page(2048, 1024, new int[] {48, 72});
        double[] stored = stored(Strength.SHAPES, page);

        assertThat(readWhole(grey(page), 2048, 1024, 0))
                .as("on the page itself")
                .hasSizeGreaterThan(15);
        assertThat(readWhole(stored, 512, 256, 144 / 4.0 * SIGMA_PER_CELL)).isEmpty();
    }

    @Test
    void whatAGaussianLeavesIsReadAgainAfterDeconvolution() throws Exception {
        RawFrame page = page(1024, 512, new int[] {36});
        double[] six = rounded(new Deconvolution(1024, 512, 6).convolved(grey(page)));
        double[] three = rounded(new Deconvolution(1024, 512, 3).convolved(grey(page)));

        assertThat(known(Ocr.words(six, 1024, 512, 1))).as("as it is").hasSizeLessThan(3);
        assertThat(known(Ocr.words(new Deconvolution(1024, 512, 6).wiener(six), 1024, 512, 1)))
                .as("a Gaussian of 6 after Wiener")
                .hasSizeGreaterThan(10);
        assertThat(known(Ocr.words(new Deconvolution(1024, 512, 3).richardsonLucy(three, ROUNDS), 1024, 512, 1)))
                .as("a Gaussian of 3 after Richardson and Lucy")
                .hasSizeGreaterThan(10);
    }

    private static double[] rounded(double[] picture) {
        return Arrays.stream(picture)
                .map(value -> Math.max(0, Math.min(255, Math.rint(value))))
                .toArray();
    }

    /** At all scales; with a Gaussian to be undone also after Wiener and after Richardson and Lucy. */
    private static Set<String> readWhole(double[] grey, int width, int height, double sigma) throws IOException {
        Set<String> read = new TreeSet<>();
        List<double[]> pictures = List.of(grey);
        if (sigma > 0) {
            Deconvolution deconvolution = new Deconvolution(width, height, sigma);
            pictures = List.of(grey, deconvolution.wiener(grey), deconvolution.richardsonLucy(grey, ROUNDS));
        }
        for (double[] picture : pictures) {
            for (int scale : SCALES) {
                read.addAll(known(Ocr.words(picture, width, height, scale)));
                if (sigma == 0) {
                    break;
                }
            }
        }
        return read;
    }

    /** Of four letters and more: noise is read as short words now and then. */
    private static Set<String> known(Set<String> words) {
        Set<String> known = new TreeSet<>(words);
        known.removeIf(word -> word.length() < 4 || !Dictionary.WORDS.contains(word));
        return known;
    }

    private static double[] stored(Strength strength, RawFrame page) throws Exception {
        EncodedImage file = new JpegEncoder().encode(strength.applyTo(page), 60);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file.content()));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return grey(new RawFrame(image.getWidth(), image.getHeight(), pixels, 1));
    }

    private static double[] grey(RawFrame frame) {
        double[] grey = new double[frame.pixels().length];
        for (int i = 0; i < grey.length; i++) {
            int pixel = frame.pixels()[i];
            grey[i] = 0.299 * Pixels.red(pixel) + 0.587 * Pixels.green(pixel) + 0.114 * Pixels.blue(pixel);
        }
        return grey;
    }

    /** The left half light, the right half dark, a line of words in each size as often as there is room. */
    private static RawFrame page(int width, int height, int[] sizes) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        int next = 0;
        for (boolean dark : new boolean[] {false, true}) {
            int left = dark ? width / 2 : 0;
            graphics.setClip(left, 0, width / 2, height);
            graphics.setColor(dark ? new Color(0x1e1f22) : Color.WHITE);
            graphics.fillRect(left, 0, width / 2, height);
            graphics.setColor(dark ? new Color(0xdfe1e5) : new Color(0x101010));
            int line = 0;
            for (int y = 0; ; line++) {
                graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, sizes[line % sizes.length]));
                y += graphics.getFontMetrics().getHeight() * 4 / 3;
                if (y > height - 8) {
                    break;
                }
                int x = left + 20;
                String word = Dictionary.WORDS.get(next % Dictionary.WORDS.size());
                while (x + graphics.getFontMetrics().stringWidth(word) < left + width / 2 - 20) {
                    graphics.drawString(word, x, y);
                    x += graphics.getFontMetrics().stringWidth(word + "  ");
                    word = Dictionary.WORDS.get(++next % Dictionary.WORDS.size());
                }
            }
        }
        graphics.dispose();
        return Page.frame(image);
    }
}
