package io.workstatus.agent.activity;

import com.github.kwhat.jnativehook.GlobalScreen;
import com.github.kwhat.jnativehook.NativeHookException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The desktop's real events, by JNativeHook. Its classes are touched only once {@link Desktop} has nothing against it. */
final class NativeInputHook implements InputHook {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(NativeInputHook.class);

    private final Supplier<Optional<String>> obstacle;
    private @Nullable InputCounter counter;

    NativeInputHook(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    @Override
    public void open(InputCounter counting) throws UnavailableException {
        Optional<String> against = obstacle.get();
        if (against.isPresent()) {
            throw new UnavailableException("input cannot be counted: " + against.get());
        }
        try {
            Screen.open(counting);
            counter = counting;
        } catch (NativeHookException e) {
            throw new UnavailableException("input cannot be counted: the display does not let it be heard ("
                    + e.getMessage() + "); on X, the extension RECORD is needed");
        } catch (LinkageError e) {
            throw new UnavailableException("input cannot be counted: JNativeHook cannot be loaded here: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    @Override
    public void close() {
        InputCounter counted = counter;
        counter = null;
        if (counted != null) {
            try {
                Screen.close(counted);
            } catch (NativeHookException e) {
                LOG.warn("The subscription to input did not end in order: {}", e.getMessage());
            }
        }
    }

    /** Reaches what JNativeHook keeps for its subclasses. */
    private static final class Screen extends GlobalScreen {

        /** JNativeHook logs events, with their keys, at its lower levels: it is not to log at all. */
        private static final Logger ITS_LOG = Logger.getLogger(GlobalScreen.class.getPackageName());

        static void open(InputCounter counter) throws NativeHookException {
            ITS_LOG.setLevel(Level.OFF);
            setEventDispatcher(new InlineExecutor());
            addNativeKeyListener(counter);
            addNativeMouseListener(counter);
            addNativeMouseMotionListener(counter);
            addNativeMouseWheelListener(counter);
            try {
                registerNativeHook();
            } catch (NativeHookException e) {
                forget(counter);
                throw e;
            }
        }

        static void close(InputCounter counter) throws NativeHookException {
            try {
                unregisterNativeHook();
            } finally {
                forget(counter);
            }
        }

        /** What JNativeHook goes on holding would keep this bundle's class loader. */
        private static void forget(InputCounter counter) {
            removeNativeKeyListener(counter);
            removeNativeMouseListener(counter);
            removeNativeMouseMotionListener(counter);
            removeNativeMouseWheelListener(counter);
            setEventDispatcher(null);
            if (!isNativeHookRegistered()) {
                hookThread = null;
            }
        }
    }
}
