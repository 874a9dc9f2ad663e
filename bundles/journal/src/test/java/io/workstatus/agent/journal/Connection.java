package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A client's connection, which takes what it is told, or nothing while it is clogged, or fails. */
final class Connection extends ServletOutputStream {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private volatile boolean clogged;
    private volatile boolean broken;
    private volatile boolean completed;
    private final AtomicInteger flushes = new AtomicInteger();

    AsyncContext context() {
        return (AsyncContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("complete")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    completed = true;
                    return null;
                });
    }

    void clog(boolean to) {
        clogged = to;
    }

    void breakOff() {
        broken = true;
    }

    boolean isCompleted() {
        return completed;
    }

    int flushes() {
        return flushes.get();
    }

    synchronized String text() {
        return taken.toString(UTF_8);
    }

    /** The numbers that were told, in their order. */
    List<Long> ids() {
        return text().lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Long.valueOf(line.substring(4)))
                .toList();
    }

    @Override
    public synchronized void write(int value) throws IOException {
        if (broken) {
            throw new IOException("broken pipe");
        }
        taken.write(value);
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public boolean isReady() {
        return !clogged;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
    }
}
