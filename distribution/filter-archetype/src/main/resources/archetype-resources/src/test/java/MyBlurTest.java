package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.RawFrame;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;

class MyBlurTest {

    private static final int WIDTH = 200;
    private static final int HEIGHT = 100;

    /** A white page with black bars, as lines of text would be. */
    static RawFrame picture() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(Color.BLACK);
        for (int y = 4; y < HEIGHT; y += 12) {
            graphics.fillRect(5, y, WIDTH / 2, 5);
        }
        graphics.dispose();
        return new RawFrame(WIDTH, HEIGHT, image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH), 1.0);
    }

    static MyBlurConfig tiles(int pixels) {
        return new MyBlurConfig() {
            @Override
            public int tile() {
                return pixels;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MyBlurConfig.class;
            }
        };
    }

    @Test
    void eachTileIsOneColour() {
        BlurredFrame blurred = new MyBlur(tiles(32)).filter(picture());
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int corner = blurred.pixels()[y / 32 * 32 * WIDTH + x / 32 * 32];
                assertEquals(corner, blurred.pixels()[y * WIDTH + x], "at " + x + ", " + y);
            }
        }
    }

    @Test
    void whatIsDarkStaysDarkerThanWhatIsNot() {
        BlurredFrame blurred = new MyBlur(tiles(32)).filter(picture());
        assertNotEquals(blurred.pixels()[0], blurred.pixels()[WIDTH - 1]);
    }
}
