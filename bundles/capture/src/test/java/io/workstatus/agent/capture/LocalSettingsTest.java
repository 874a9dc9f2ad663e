package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

class LocalSettingsTest {

    private final List<Map<String, ?>> journaled = new ArrayList<>();

    @Test
    void aWrongValueThatThePolicyWouldHideIsSaidWhenItIsSet() {
        LocalSettings settings = settings(Map.of());
        assertThat(settings.execute().getStatus()).isEqualTo(Result.Status.OK);

        for (Object wrong : List.of(0, -5, "soon")) {
            journaled.clear();
            settings.check(Map.of("intervalSeconds", wrong));

            assertThat(settings.execute().getStatus()).isEqualTo(Result.Status.WARN);
            assertThat(settings.execute().toString()).contains("intervalSeconds", "'" + wrong + "'", "0.25 to 86400");
            assertThat(journaled)
                    .singleElement()
                    .satisfies(data -> assertThat(data.get("pid")).isEqualTo(Capture.PID));
        }
    }

    @Test
    void itIsWellAgainOnceTheValueIsRight() {
        LocalSettings settings = settings(Map.of("intervalSeconds", "text"));
        assertThat(settings.execute().getStatus()).isEqualTo(Result.Status.WARN);

        settings.check(Map.of("intervalSeconds", 5));

        assertThat(settings.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    private LocalSettings settings(Map<String, Object> properties) {
        return new LocalSettings(properties, (type, data) -> journaled.add(data));
    }
}
