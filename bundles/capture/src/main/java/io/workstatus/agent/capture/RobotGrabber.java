package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import java.awt.AWTError;
import java.awt.AWTException;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grabs with {@link Robot}, on every platform. Used by one thread. */
final class RobotGrabber implements Grabber {

    private @Nullable Robot robot;

    @Override
    public RawFrame grab() throws FrameException, UnusableDesktopException {
        try {
            Robot eye = robot == null ? new Robot() : robot;
            robot = eye;
            Rectangle bounds = allMonitors();
            List<Image> variants =
                    eye.createMultiResolutionScreenCapture(bounds).getResolutionVariants();
            return frame(variants.get(variants.size() - 1), bounds);
        } catch (AWTError | LinkageError | HeadlessException | AWTException e) {
            throw new UnusableDesktopException(e);
        } catch (SecurityException e) {
            throw new FrameException("the system does not allow to take screenshots", e);
        }
    }

    /** Read anew each time, because monitors come and go. */
    private static Rectangle allMonitors() throws FrameException {
        Rectangle union = new Rectangle();
        for (GraphicsDevice device :
                GraphicsEnvironment.getLocalGraphicsEnvironment().getScreenDevices()) {
            Rectangle bounds = device.getDefaultConfiguration().getBounds();
            union = union.isEmpty() ? bounds : union.union(bounds);
        }
        if (union.isEmpty()) {
            throw new FrameException("there is no monitor");
        }
        return union;
    }

    /** The last variant is the one in physical pixels; its pixels are taken as they are, without a copy. */
    private static RawFrame frame(Image image, Rectangle bounds) throws FrameException {
        if (image instanceof BufferedImage picture
                && picture.getRaster().getDataBuffer() instanceof DataBufferInt buffer
                && buffer.getSize() == picture.getWidth() * picture.getHeight()) {
            double scale = picture.getWidth() / bounds.getWidth();
            return new RawFrame(picture.getWidth(), picture.getHeight(), buffer.getData(), scale);
        }
        throw new FrameException("the screen's pixels came in a form that is not known");
    }
}
