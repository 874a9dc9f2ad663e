package io.workstatus.agent.activity;

import com.github.kwhat.jnativehook.keyboard.NativeKeyEvent;
import com.github.kwhat.jnativehook.keyboard.NativeKeyListener;
import com.github.kwhat.jnativehook.mouse.NativeMouseEvent;
import com.github.kwhat.jnativehook.mouse.NativeMouseInputListener;
import com.github.kwhat.jnativehook.mouse.NativeMouseWheelEvent;
import com.github.kwhat.jnativehook.mouse.NativeMouseWheelListener;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The only place that sees the desktop's events. Of a key it is told that one was pressed, and asks no more; of the pointer
 * it keeps the place that it last counted from, and gives it to nobody.
 */
final class InputCounter implements NativeKeyListener, NativeMouseInputListener, NativeMouseWheelListener {

    /** Pixels that the pointer has to go before it counts: a trembling mouse is not work. */
    static final int MOVE_THRESHOLD = 10;

    private final BooleanSupplier allowed;
    private final LongSupplier millis;

    // Guarded by this object: the hook's thread writes, whoever takes a sample reads.
    private final ActiveTime active;
    private long keys;
    private long clicks;
    private long wheel;
    private long moves;

    // Only touched by the hook's thread.
    private boolean placed;
    private int countedX;
    private int countedY;

    /**
     * Counts nothing yet.
     *
     * @param allowed asked at each event; one that is not allowed was not there
     * @param millis a clock that does not go backwards
     * @param idleAfterMillis after so long without input nobody is active
     */
    InputCounter(BooleanSupplier allowed, LongSupplier millis, long idleAfterMillis) {
        this.allowed = allowed;
        this.millis = millis;
        this.active = new ActiveTime(idleAfterMillis);
    }

    /** All that was counted up to now. */
    synchronized Reading read() {
        long now = millis.getAsLong();
        return new Reading(now, new Counts(keys, clicks, wheel, moves, active.total(now)));
    }

    /** Since the last input, or since the counter was made. */
    synchronized long millisWithoutInput() {
        return active.quiet(millis.getAsLong());
    }

    /**
     * All that was counted up to a moment.
     *
     * @param at milliseconds on the clock
     * @param counts since the counter was made
     */
    record Reading(long at, Counts counts) {}

    /** Counted when it is let go: a key that is held is pressed once, however often it repeats. */
    @Override
    public void nativeKeyReleased(NativeKeyEvent event) {
        if (allowed.getAsBoolean()) {
            synchronized (this) {
                keys++;
                active.input(millis.getAsLong());
            }
        }
    }

    @Override
    public void nativeMousePressed(NativeMouseEvent event) {
        if (allowed.getAsBoolean()) {
            synchronized (this) {
                clicks++;
                active.input(millis.getAsLong());
            }
        }
    }

    @Override
    public void nativeMouseWheelMoved(NativeMouseWheelEvent event) {
        if (allowed.getAsBoolean()) {
            synchronized (this) {
                wheel++;
                active.input(millis.getAsLong());
            }
        }
    }

    @Override
    public void nativeMouseMoved(NativeMouseEvent event) {
        if (allowed.getAsBoolean() && isFarFromWhereItCounted(event)) {
            synchronized (this) {
                moves++;
                active.input(millis.getAsLong());
            }
        }
    }

    @Override
    public void nativeMouseDragged(NativeMouseEvent event) {
        nativeMouseMoved(event);
    }

    private boolean isFarFromWhereItCounted(NativeMouseEvent event) {
        int x = event.getX();
        int y = event.getY();
        long dx = x - (long) countedX;
        long dy = y - (long) countedY;
        boolean far = placed && dx * dx + dy * dy >= MOVE_THRESHOLD * MOVE_THRESHOLD;
        if (far || !placed) {
            placed = true;
            countedX = x;
            countedY = y;
        }
        return far;
    }
}
