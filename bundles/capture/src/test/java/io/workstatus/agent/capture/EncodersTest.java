package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EncodersTest {

    @Test
    void pngGivesBackEveryPixelAndIgnoresAlpha() throws Exception {
        int[] pixels = new Random(7).ints(61 * 47).toArray();

        EncodedImage image = new PngEncoder().encode(new RawFrame(61, 47, pixels, 1), 1);

        BufferedImage decoded = decoded(image);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(decoded.getRGB(i % 61, i / 61) & 0xffffff).isEqualTo(pixels[i] & 0xffffff);
        }
        assertThat(image.mediaType()).isEqualTo("image/png");
        assertThat(image.extension()).isEqualTo("png");
    }

    @Test
    void jpegShowsTheSamePicture() throws Exception {
        int[] pixels = gradient(320, 200);

        EncodedImage image = new JpegEncoder().encode(new BlurredFrame(320, 200, pixels, "unreadable"), 90);

        BufferedImage decoded = decoded(image);
        int greatest = 0;
        for (int i = 0; i < pixels.length; i++) {
            int was = pixels[i];
            int is = decoded.getRGB(i % 320, i / 320);
            for (int shift = 0; shift <= 16; shift += 8) {
                greatest = Math.max(greatest, Math.abs(((was >> shift) & 0xff) - ((is >> shift) & 0xff)));
            }
        }
        assertThat(greatest).isLessThan(12);
        assertThat(image.mediaType()).isEqualTo("image/jpeg");
        assertThat(image.extension()).isEqualTo("jpg");
        assertThat(image.width()).isEqualTo(320);
        assertThat(image.height()).isEqualTo(200);
    }

    @Test
    void lessQualityIsFewerBytes() throws Exception {
        RawFrame frame = new RawFrame(128, 128, new Random(7).ints(128 * 128).toArray(), 1);
        JpegEncoder encoder = new JpegEncoder();

        assertThat(encoder.encode(frame, 1).content().length)
                .isLessThan(encoder.encode(frame, 100).content().length / 4);
    }

    @Test
    void aFrameThatJpegCannotHoldIsRefusedWithAWayOut() {
        RawFrame frame = new RawFrame(70_000, 1, new int[70_000], 1);

        assertThatThrownBy(() -> new JpegEncoder().encode(frame, 60))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("70000 x 1")
                .hasMessageContaining("png");
    }

    @Test
    void pixelsAreWrappedAndNotCopied() {
        int[] pixels = new int[12];

        BufferedImage image = PackedImage.of(new RawFrame(4, 3, pixels, 1));

        assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
        assertThat(((DataBufferInt) image.getRaster().getDataBuffer()).getData())
                .isSameAs(pixels);
    }

    private static BufferedImage decoded(EncodedImage image) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(image.content()));
    }

    private static int[] gradient(int width, int height) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i % width * 255 / width) << 16 | (i / width * 255 / height) << 8 | 0x80;
        }
        return pixels;
    }
}
