package ${package};

import io.workstatus.agent.api.frame.BlurredFrame;
import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.RawFrame;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Squares of one colour each, the average of what was there. The highest ranking is the blur that is used. */
@Component(
        service = BlurringFilter.class,
        configurationPid = "${groupId}.${artifactId}",
        property = "service.ranking:Integer=100")
@Designate(ocd = MyBlurConfig.class)
public final class MyBlur implements BlurringFilter {

    private final int tile;

    @Activate
    public MyBlur(MyBlurConfig config) {
        tile = Math.max(8, Math.min(512, config.tile()));
    }

    @Override
    public BlurredFrame filter(RawFrame frame) {
        int[] pixels = new int[frame.pixels().length];
        for (int top = 0; top < frame.height(); top += tile) {
            for (int left = 0; left < frame.width(); left += tile) {
                paint(frame, pixels, left, top);
            }
        }
        return new BlurredFrame(frame.width(), frame.height(), pixels, "tiles of " + tile + " pixels");
    }

    private void paint(RawFrame frame, int[] pixels, int left, int top) {
        int right = Math.min(frame.width(), left + tile);
        int bottom = Math.min(frame.height(), top + tile);
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = frame.pixels()[y * frame.width() + x];
                red += pixel >> 16 & 0xff;
                green += pixel >> 8 & 0xff;
                blue += pixel & 0xff;
            }
        }
        long count = (long) (right - left) * (bottom - top);
        int average = (int) (0xff000000L | red / count << 16 | green / count << 8 | blue / count);
        for (int y = top; y < bottom; y++) {
            java.util.Arrays.fill(pixels, y * frame.width() + left, y * frame.width() + right, average);
        }
    }
}
