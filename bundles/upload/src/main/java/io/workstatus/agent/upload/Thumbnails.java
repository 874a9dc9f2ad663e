package io.workstatus.agent.upload;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Small pictures of screenshots, made when they are first asked for and kept in memory, the least wanted going first. They
 * never touch the disk, so that what is deleted leaves no copy. A picture that is small already is its own thumbnail.
 */
final class Thumbnails {

    static final String MEDIA_TYPE = "image/jpeg";

    /** Of the longer side, in pixels, at least; twice of it at most. */
    static final int SIDE = 320;

    private static final long SMALL = 24 * 1024;
    private static final long MOST_PIXELS = 100_000_000;

    private final long mostBytes;
    private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    /** Keeps so many bytes. */
    Thumbnails(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The thumbnail of a picture of so many bytes; empty if it is none, or is small enough as it is. */
    Optional<byte[]> of(String id, long length, InputStream content) throws IOException {
        if (length <= SMALL) {
            return Optional.empty();
        }
        Optional<byte[]> known = known(id);
        if (known.isPresent()) {
            return known;
        }
        Optional<byte[]> made = make(content);
        made.ifPresent(bytes -> keep(id, bytes));
        return made;
    }

    private synchronized Optional<byte[]> known(String id) {
        return Optional.ofNullable(kept.get(id));
    }

    private synchronized void keep(String id, byte[] bytes) {
        forget(id);
        kept.put(id, bytes);
        keptBytes += bytes.length;
        Iterator<byte[]> eldest = kept.values().iterator();
        while (keptBytes > mostBytes && eldest.hasNext()) {
            keptBytes -= eldest.next().length;
            eldest.remove();
        }
    }

    synchronized void forget(String id) {
        byte[] bytes = kept.remove(id);
        keptBytes -= bytes == null ? 0 : bytes.length;
    }

    /** Reads every n-th pixel only: drawing would ask for a display. */
    private static Optional<byte[]> make(InputStream content) throws IOException {
        // Read whole: ImageIO takes a stream that ends in its middle for one that waits.
        try (MemoryCacheImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(content.readAllBytes()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    return Optional.empty();
                }
                int step = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / SIDE);
                ImageReadParam sparse = reader.getDefaultReadParam();
                sparse.setSourceSubsampling(step, step, step / 2, step / 2);
                return Optional.of(write(reader.read(0, sparse)));
            } finally {
                reader.dispose();
            }
        }
    }

    private static byte[] write(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType(MEDIA_TYPE).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque(image), null, null), null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** JPEG knows no transparency. */
    private static BufferedImage opaque(BufferedImage image) {
        if (!image.getColorModel().hasAlpha()) {
            return image;
        }
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                opaque.setRGB(x, y, image.getRGB(x, y));
            }
        }
        return opaque;
    }
}
