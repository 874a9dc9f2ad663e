package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import javax.imageio.ImageWriteParam;
import org.osgi.service.component.annotations.Component;

/** JPEG by the JDK: there on every platform. */
@Component
public final class JpegEncoder implements FrameEncoder {

    /** The format cannot say more. */
    private static final int LONGEST_SIDE = 65_535;

    @Override
    public String format() {
        return "jpeg";
    }

    @Override
    public EncodedImage encode(Frame frame, int quality) throws FrameException {
        if (Math.max(frame.width(), frame.height()) > LONGEST_SIDE) {
            throw new FrameException("JPEG ends at %d pixels, and the frame has %d x %d; set the format to png"
                    .formatted(LONGEST_SIDE, frame.width(), frame.height()));
        }
        return PackedImage.write(frame, format(), "jpg", param -> {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality / 100f);
        });
    }
}
