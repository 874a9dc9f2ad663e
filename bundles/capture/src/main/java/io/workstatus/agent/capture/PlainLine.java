package io.workstatus.agent.capture;

/** Makes one short line of text that came from outside, so that it can stand in a message. */
final class PlainLine {

    private static final int LONGEST = 200;

    private PlainLine() {}

    static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
