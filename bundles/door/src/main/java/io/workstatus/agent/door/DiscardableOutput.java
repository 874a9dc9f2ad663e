package io.workstatus.agent.door;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** A stream that goes nowhere once the response is somebody else's. */
final class DiscardableOutput extends ServletOutputStream {

    private final ServletOutputStream out;
    private final BooleanSupplier discarding;

    DiscardableOutput(ServletOutputStream out, BooleanSupplier discarding) {
        this.out = out;
        this.discarding = discarding;
    }

    @Override
    public void write(int value) throws IOException {
        if (!discarding.getAsBoolean()) {
            out.write(value);
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
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

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }
}
