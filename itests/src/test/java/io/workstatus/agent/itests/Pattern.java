package io.workstatus.agent.itests;

import java.awt.Color;
import java.awt.Font;
import java.awt.Frame;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;

/**
 * A known picture on an X screen: a board of black and white squares at a known place, four colours in the corners, and a
 * line of text. Run as a program it shows it; its methods find it again in an image.
 */
final class Pattern {

    static final String WORD = "Confidential";

    private static final int BOARD_X = 400;
    private static final int BOARD_Y = 300;
    private static final int SQUARE = 10;
    private static final int SQUARES = 20;
    private static final int CORNER = 60;
    private static final Color[] CORNERS = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};

    private Pattern() {}

    /** Shows it on $DISPLAY and says so on standard output. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "false");
        Frame window = new Frame("Pattern");
        window.setUndecorated(true);
        window.setBounds(0, 0, 1280, 720);
        window.add(new Picture());
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowOpened(WindowEvent event) {
                // Behind the events that paint it.
                SwingUtilities.invokeLater(() -> SwingUtilities.invokeLater(() -> {
                    window.getToolkit().sync();
                    System.out.println("shown");
                }));
            }
        });
        window.setVisible(true);
    }

    /** How many of the board's squares have their colour at their place, of 400. */
    static int squaresFound(BufferedImage image) {
        int found = 0;
        for (int row = 0; row < SQUARES; row++) {
            for (int column = 0; column < SQUARES; column++) {
                int x = BOARD_X + column * SQUARE + SQUARE / 2;
                int y = BOARD_Y + row * SQUARE + SQUARE / 2;
                boolean black = (row + column) % 2 == 0;
                int brightness = brightness(image, x, y);
                if (black ? brightness < 64 : brightness > 191) {
                    found++;
                }
            }
        }
        return found;
    }

    /**
     * How far a square of the board stands out from its two neighbours at the most, in an image of any size, 0 to 255. A
     * slope, as a blur leaves it at the board's edge, does not count.
     */
    static int contrastLeft(BufferedImage image) {
        int most = 0;
        for (int row = 1; row < SQUARES - 1; row++) {
            for (int column = 1; column < SQUARES - 1; column++) {
                int here = square(image, row, column);
                int across = (square(image, row, column - 1) + square(image, row, column + 1)) / 2;
                int down = (square(image, row - 1, column) + square(image, row + 1, column)) / 2;
                most = Math.max(most, Math.max(Math.abs(here - across), Math.abs(here - down)));
            }
        }
        return most;
    }

    /** Whether the four corners have their colours, in an image of any size: it shows the whole screen. */
    static boolean hasCorners(BufferedImage image) {
        int right = image.getWidth() - 1;
        int bottom = image.getHeight() - 1;
        return isNear(image.getRGB(0, 0), CORNERS[0])
                && isNear(image.getRGB(right, 0), CORNERS[1])
                && isNear(image.getRGB(0, bottom), CORNERS[2])
                && isNear(image.getRGB(right, bottom), CORNERS[3]);
    }

    /** The corners' colours, for a failure's message. */
    static String corners(BufferedImage image) {
        int right = image.getWidth() - 1;
        int bottom = image.getHeight() - 1;
        return "corners %06x %06x %06x %06x of %d x %d"
                .formatted(
                        image.getRGB(0, 0) & 0xFFFFFF,
                        image.getRGB(right, 0) & 0xFFFFFF,
                        image.getRGB(0, bottom) & 0xFFFFFF,
                        image.getRGB(right, bottom) & 0xFFFFFF,
                        image.getWidth(),
                        image.getHeight());
    }

    private static int square(BufferedImage image, int row, int column) {
        double x = BOARD_X + (column + 0.5) * SQUARE;
        double y = BOARD_Y + (row + 0.5) * SQUARE;
        return brightness(image, (int) (x * image.getWidth() / 1280), (int) (y * image.getHeight() / 720));
    }

    private static int brightness(BufferedImage image, int x, int y) {
        int rgb = image.getRGB(x, y);
        return ((rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF)) / 3;
    }

    /** The strongest channels are the colour's own: a blur mixes white into it. */
    private static boolean isNear(int rgb, Color color) {
        int[] seen = {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
        int[] wanted = {color.getRed(), color.getGreen(), color.getBlue()};
        int weakestOn = 255;
        int strongestOff = 0;
        for (int i = 0; i < 3; i++) {
            if (wanted[i] > 0) {
                weakestOn = Math.min(weakestOn, seen[i]);
            } else {
                strongestOff = Math.max(strongestOff, seen[i]);
            }
        }
        return weakestOn > strongestOff + 20;
    }

    private static final class Picture extends JPanel {

        private static final long serialVersionUID = 1L;

        @Override
        protected void paintComponent(Graphics graphics) {
            Graphics2D g = (Graphics2D) graphics;
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, 1280, 720);
            int[][] places = {{0, 0}, {1280 - CORNER, 0}, {0, 720 - CORNER}, {1280 - CORNER, 720 - CORNER}};
            for (int i = 0; i < places.length; i++) {
                g.setColor(CORNERS[i]);
                g.fillRect(places[i][0], places[i][1], CORNER, CORNER);
            }
            g.setColor(Color.BLACK);
            for (int row = 0; row < SQUARES; row++) {
                for (int column = row % 2; column < SQUARES; column += 2) {
                    g.fillRect(BOARD_X + column * SQUARE, BOARD_Y + row * SQUARE, SQUARE, SQUARE);
                }
            }
            g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 24));
            g.drawString(WORD + " " + WORD + " " + WORD, 300, 150);
        }
    }
}
