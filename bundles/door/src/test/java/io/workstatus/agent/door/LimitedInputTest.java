package io.workstatus.agent.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitedInputTest {

    private static final BodyLimit TEN = new BodyLimit(10, Duration.ofSeconds(30));

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void bodyAtTheLimitIsReadWhole() throws IOException {
        assertThat(input(10, TEN).readAllBytes()).hasSize(10);
    }

    @Test
    void bodyOverTheLimitIsRefusedAndStaysSo() {
        LimitedInput input = input(11, TEN);
        assertThatThrownBy(input::readAllBytes).isInstanceOf(BodyRefusedException.class);
        assertThatThrownBy(input::read).isInstanceOf(BodyRefusedException.class);
        assertThat(input.refusal()).extracting(BodyRefusedException::status).isEqualTo(413);
    }

    @Test
    void bodyThatTricklesIsRefused() throws IOException {
        LimitedInput input = input(10, TEN);
        assertThat(input.read()).isZero();
        nanos.set(Duration.ofSeconds(31).toNanos());
        assertThatThrownBy(input::read).isInstanceOf(BodyRefusedException.class);
        assertThat(input.refusal()).extracting(BodyRefusedException::status).isEqualTo(408);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,  /api/v1/bundles/blur,        64",
        "POST, /system/console/bundles,     64",
        "POST, /system/console/bundles/12,  64",
        "POST, /system/console/install,     64",
        "POST, /api/v1/bundles/blur/stop,    1",
        "PUT,  /api/v1/bundles,              1",
        "PUT,  /api/v1/policy,               1",
        "POST, /api/v1/login,                1",
        "POST, /system/console/configMgr,    1",
        "POST, /system/console/bundlesx,     1",
    })
    void onlyJarsMayBeLarge(String method, String path, int mebibytes) {
        assertThat(BodyLimit.of(method, path).bytes()).isEqualTo(mebibytes * 1024L * 1024L);
    }

    private LimitedInput input(int length, BodyLimit limit) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(new byte[length]);
        ServletInputStream stream = new ServletInputStream() {
            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return bytes.read(buffer, offset, length);
            }

            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }
        };
        return new LimitedInput(stream, limit, nanos::get);
    }
}
