package io.workstatus.agent.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of {@code DISPLAY}, as X(7) describes it: {@code :0}, {@code :0.1}, {@code unix:0}, {@code localhost:10.0}.
 *
 * @param text as it was written
 * @param host a machine's name or address; empty for this machine's own socket
 * @param number of the display
 */
record DisplayName(String text, String host, int number) {

    private static final Pattern SYNTAX = Pattern.compile("(?<host>[^/\\s]*):(?<number>\\d{1,5})(\\.\\d{1,5})?");
    private static final int TCP_BASE = 6000;
    private static final int LAST_PORT = 65_535;

    static DisplayName parse(String text) throws NoDisplayException {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches() || TCP_BASE + Integer.parseInt(matcher.group("number")) > LAST_PORT) {
            throw new NoDisplayException("no display: DISPLAY is set to '%s', which is not the name of a display, as :0"
                    .formatted(PlainLine.of(text)));
        }
        String host = matcher.group("host");
        return new DisplayName(text, host.equals("unix") ? "" : host, Integer.parseInt(matcher.group("number")));
    }

    boolean isLocal() {
        return host.isEmpty();
    }

    int port() {
        return TCP_BASE + number;
    }
}
