package io.workstatus.agent.door;

import java.io.IOException;
import java.io.Writer;
import java.util.function.BooleanSupplier;

/** A writer that goes nowhere once the response is somebody else's. */
final class DiscardableWriter extends Writer {

    private final Writer out;
    private final BooleanSupplier discarding;

    DiscardableWriter(Writer out, BooleanSupplier discarding) {
        this.out = out;
        this.discarding = discarding;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        if (!discarding.getAsBoolean()) {
            out.write(buffer, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!discarding.getAsBoolean()) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (!discarding.getAsBoolean()) {
            out.close();
        }
    }
}
