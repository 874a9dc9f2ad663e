package io.workstatus.agent.blur;

import io.workstatus.agent.api.frame.RawFrame;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Where a word stands.
 *
 * @param width of the page, in pixels
 * @param height of the page, in pixels
 * @param font with its size in pixels
 * @param dark whether it is light text on a dark page
 * @param crowded whether other words stand before, behind, above and below it
 * @param left of the word, in pixels
 * @param baseline of the word, in pixels
 */
record Page(int width, int height, Font font, boolean dark, boolean crowded, int left, int baseline) {

    RawFrame with(String word) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(dark ? new Color(0x1e1f22) : Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(dark ? new Color(0xdfe1e5) : new Color(0x101010));
        graphics.setFont(font);
        if (crowded) {
            int pitch = graphics.getFontMetrics().getHeight();
            for (int line = -3; line <= 3; line++) {
                if (line != 0) {
                    graphics.drawString(
                            "Words of a page that goes on to both sides, and MORE of them, before and behind and so on to its end",
                            left - 7 * font.getSize(),
                            baseline + line * pitch);
                }
            }
            String before = "what stands before ";
            graphics.drawString(before, left - graphics.getFontMetrics().stringWidth(before), baseline);
            graphics.drawString(
                    " and what stands behind it, as far as the page's end and a little farther than that",
                    left + graphics.getFontMetrics().stringWidth(word),
                    baseline);
        }
        graphics.drawString(word, left, baseline);
        graphics.dispose();
        return frame(image);
    }

    static RawFrame frame(BufferedImage image) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return new RawFrame(image.getWidth(), image.getHeight(), pixels, 1);
    }
}
