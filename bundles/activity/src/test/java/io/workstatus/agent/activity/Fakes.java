package io.workstatus.agent.activity;

import com.github.kwhat.jnativehook.keyboard.NativeKeyEvent;
import com.github.kwhat.jnativehook.mouse.NativeMouseEvent;
import com.github.kwhat.jnativehook.mouse.NativeMouseWheelEvent;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.util.converter.Converters;

/** What tests are made of. */
final class Fakes {

    private Fakes() {}

    /** A permit that a test takes away. */
    static final class FakePermit implements Permit {

        volatile boolean valid = true;
        private final Session session;

        FakePermit(String user) {
            session = new Session(user, FakeTime.NOON, FakeTime.NOON.plus(Duration.ofHours(8)), 0);
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public Optional<Recording> begin() {
            return valid ? Optional.of(() -> {}) : Optional.empty();
        }
    }

    static ActivityConfig config(Map<String, Object> values) {
        return Converters.standardConverter().convert(values).to(ActivityConfig.class);
    }

    static NativeKeyEvent key() {
        return new NativeKeyEvent(NativeKeyEvent.NATIVE_KEY_RELEASED, 0, 0, 30, 'a');
    }

    static NativeMouseEvent click() {
        return new NativeMouseEvent(NativeMouseEvent.NATIVE_MOUSE_PRESSED, 0, 0, 0, 1, NativeMouseEvent.BUTTON1);
    }

    static NativeMouseEvent at(int x, int y) {
        return new NativeMouseEvent(NativeMouseEvent.NATIVE_MOUSE_MOVED, 0, x, y, 0);
    }

    static NativeMouseWheelEvent wheel() {
        return new NativeMouseWheelEvent(NativeMouseEvent.NATIVE_MOUSE_WHEEL, 0, 0, 0, 1, 1, 3, 1);
    }
}
