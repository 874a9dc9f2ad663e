package io.workstatus.agent.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.RawFrame;
import io.workstatus.agent.api.status.Waiting;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.converter.Converters;

class BlurTest {

    private final List<Waiting> waiting = new ArrayList<>();
    private final RawFrame frame = new RawFrame(1, 1, new int[1], 1);

    @Test
    void withoutConfigurationFramesAreUnreadable() throws Exception {
        Blur blur = new Blur(context(), config(Map.of()));

        assertThat(blur.filter(frame).strength()).isEqualTo("unreadable");
        assertThat(waiting).isEmpty();
    }

    @Test
    void aChangedStrengthCountsFromTheNextFrame() throws Exception {
        Blur blur = new Blur(context(), config(Map.of()));

        blur.modified(config(Map.of("strength", "solid")));

        assertThat(blur.filter(frame).strength()).isEqualTo("solid");
    }

    @Test
    void anUnknownStrengthCostsTheFrameAndIsShown() {
        Blur blur = new Blur(context(), config(Map.of("strength", "Weak")));

        assertThatThrownBy(() -> blur.filter(frame))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("'Weak'")
                .hasMessageContaining("unreadable, shapes, solid");
        assertThat(waiting)
                .singleElement()
                .extracting(Waiting::reason)
                .asString()
                .contains("'Weak'");
    }

    @Test
    void aStrengthThatWasPutRightIsNotWaitedForAnyLonger() throws Exception {
        Blur blur = new Blur(context(), config(Map.of("strength", "weak")));

        blur.modified(config(Map.of("strength", "shapes")));

        assertThat(blur.filter(frame).strength()).isEqualTo("shapes");
        assertThat(waiting).isEmpty();
    }

    @Test
    void nothingIsLeftRegisteredByABlurThatGoes() {
        Blur blur = new Blur(context(), config(Map.of("strength", "weak")));

        blur.deactivate();

        assertThat(waiting).isEmpty();
    }

    private static BlurConfig config(Map<String, Object> properties) {
        return Converters.standardConverter().convert(properties).to(BlurConfig.class);
    }

    private BundleContext context() {
        return fake(BundleContext.class, arguments -> {
            Waiting service = (Waiting) arguments[1];
            waiting.add(service);
            return fake(ServiceRegistration.class, none -> waiting.remove(service));
        });
    }

    /** A fake of which only one method is ever called. */
    private static <T> T fake(Class<T> type, java.util.function.Function<Object[], Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = answer.apply(arguments);
                    return method.getReturnType() == void.class ? null : result;
                }));
    }
}
