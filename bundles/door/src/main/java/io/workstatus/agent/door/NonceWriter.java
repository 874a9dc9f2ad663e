package io.workstatus.agent.door;

import java.io.IOException;
import java.io.Writer;

/** Gives each {@code <script>} of a page that passes through the nonce without which the browser does not run it. */
final class NonceWriter extends Writer {

    private static final String TAG = "<script";

    private final Writer out;
    private final String attribute;
    private int matched;

    NonceWriter(Writer out, String nonce) {
        this.out = out;
        // Without quotes, so that it also fits into a script that writes a script.
        attribute = " nonce=" + nonce;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            char c = buffer[i];
            if (matched == TAG.length()) {
                matched = 0;
                if (c == '>' || c == '/' || Character.isWhitespace(c)) {
                    out.write(buffer, from, i - from);
                    out.write(attribute);
                    from = i;
                }
            }
            if (Character.toLowerCase(c) == TAG.charAt(matched)) {
                matched++;
            } else {
                matched = c == '<' ? 1 : 0;
            }
        }
        out.write(buffer, from, offset + length - from);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
