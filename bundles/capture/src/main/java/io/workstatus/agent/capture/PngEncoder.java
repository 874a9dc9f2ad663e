package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import org.osgi.service.component.annotations.Component;

/** PNG by the JDK: loses nothing, whatever the quality. */
@Component
public final class PngEncoder implements FrameEncoder {

    @Override
    public String format() {
        return "png";
    }

    @Override
    public EncodedImage encode(Frame frame, int quality) throws FrameException {
        return PackedImage.write(frame, format(), "png", param -> {});
    }
}
