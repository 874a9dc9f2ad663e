package io.workstatus.agent.launcher;

import java.awt.Color;
import java.awt.Font;
import java.awt.Frame;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Toolkit;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import javax.swing.JPanel;
import javax.swing.Timer;

/** Something to see on the demo's virtual display: a made-up desktop with a clock and a document. */
final class DemoScreen {

    private DemoScreen() {}

    /** Shows it until the process is ended. */
    public static void main(String[] arguments) {
        Frame window = new Frame("Demo");
        window.setUndecorated(true);
        window.setBounds(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()));
        Desktop desktop = new Desktop();
        window.add(desktop);
        window.setVisible(true);
        new Timer(1_000, event -> desktop.repaint()).start();
    }

    private static final class Desktop extends JPanel {

        private static final long serialVersionUID = 1L;

        private static final String[] LINES = {
            "Quarterly report, draft",
            "",
            "This page stands on a virtual display, so that the demo has a screen to look at.",
            "Every five seconds the agent takes a picture of it, makes it unreadable, and stores it.",
            "What you read here cannot be read in the stored pictures: open one and see.",
        };

        @Override
        protected void paintComponent(Graphics graphics) {
            Graphics2D g = (Graphics2D) graphics;
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            int width = getWidth();
            int height = getHeight();
            g.setColor(new Color(0x20_3A_43));
            g.fillRect(0, 0, width, height);
            g.setColor(new Color(0xF2_C1_4E));
            g.fillOval(width * 3 / 4, height / 10, height / 4, height / 4);
            g.setColor(new Color(0x2C_7D_59));
            g.fillRoundRect(width * 3 / 4, height * 6 / 10, width / 6, height / 4, 40, 40);
            int left = width / 10;
            int top = height / 6;
            g.setColor(Color.WHITE);
            g.fillRect(left, top, width * 6 / 10, height * 2 / 3);
            g.setColor(Color.DARK_GRAY);
            for (int line = 0; line < LINES.length; line++) {
                g.setFont(new Font(Font.SANS_SERIF, line == 0 ? Font.BOLD : Font.PLAIN, line == 0 ? 34 : 22));
                g.drawString(LINES[line], left + 50, top + 80 + line * 48);
            }
            g.setColor(Color.WHITE);
            g.setFont(new Font(Font.MONOSPACED, Font.BOLD, 28));
            g.drawString(
                    LocalTime.now(ZoneId.systemDefault())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    40,
                    60);
        }
    }
}
