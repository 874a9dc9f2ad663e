package io.workstatus.agent.capture;

import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A frame as the JDK's image writers take it: around the frame's own pixels, without a copy. */
final class PackedImage {

    private static final int RED = 0xff0000;
    private static final int GREEN = 0xff00;
    private static final int BLUE = 0xff;

    private PackedImage() {}

    static BufferedImage of(Frame frame) {
        DataBufferInt buffer = new DataBufferInt(frame.pixels(), frame.pixels().length);
        WritableRaster raster = Raster.createPackedRaster(
                buffer, frame.width(), frame.height(), frame.width(), new int[] {RED, GREEN, BLUE}, null);
        return new BufferedImage(new DirectColorModel(24, RED, GREEN, BLUE), raster, false, null);
    }

    /** Encodes in memory; ImageIO's own streams would put the frame into a file. */
    static EncodedImage write(Frame frame, String format, String extension, Consumer<ImageWriteParam> settings)
            throws FrameException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
        if (!writers.hasNext()) {
            throw new FrameException("this Java cannot write " + format + " images");
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(frame.pixels().length / 8 + 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            settings.accept(param);
            writer.write(null, new IIOImage(of(frame), null, null), param);
        } catch (IOException e) {
            throw new FrameException(
                    "a frame of %d x %d pixels cannot be written as %s: %s"
                            .formatted(
                                    frame.width(),
                                    frame.height(),
                                    format,
                                    PlainLine.of(String.valueOf(e.getMessage()))),
                    e);
        } finally {
            writer.dispose();
        }
        return new EncodedImage(bytes.toByteArray(), "image/" + format, extension, frame.width(), frame.height());
    }
}
