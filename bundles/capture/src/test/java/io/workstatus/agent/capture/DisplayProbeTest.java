package io.workstatus.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.recording.Hold;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisplayProbeTest {

    private final FakeServices services = new FakeServices();
    private final FakeDisplayServer server = new FakeDisplayServer();
    private final DisplayProbe probe = new DisplayProbe(services.context(), FakeTime.running(), server);

    @AfterEach
    void stop() throws Exception {
        probe.deactivate();
        assertThat(services.of(Object.class)).isEmpty();
        assertThat(server.connections).hasValue(0);
    }

    @Test
    void theHoldStandsBeforeAnybodyHasLooked() {
        assertThat(services.of(Hold.class))
                .singleElement()
                .satisfies(hold -> assertThat(hold.id()).isEqualTo("capture.display"));
        assertThat(services.of(Display.class)).isEmpty();
    }

    @Test
    void aDisplayThatIsThereEndsTheHold() {
        probe.look();

        assertThat(services.of(Hold.class)).isEmpty();
        assertThat(services.of(Display.class)).hasSize(1);
    }

    @Test
    void aDisplayThatIsNotThereIsAHoldWithItsReason() {
        server.problem = "no display at :99: connection refused";

        probe.look();

        assertThat(reasons()).containsExactly("no display at :99: connection refused");
        assertThat(services.of(Display.class)).isEmpty();
    }

    @Test
    void theSameReasonIsNotRegisteredTwice() {
        server.problem = "no display";
        probe.look();
        int before = services.history.size();

        probe.look();

        assertThat(services.history).hasSize(before);
    }

    @Test
    void aNewReasonIsThereBeforeTheOldOneGoes() {
        Hold first = services.of(Hold.class).get(0);
        server.problem = "no display";

        probe.look();

        assertThat(services.history).containsExactly("+ Hold", "+ Hold", "- Hold");
        assertThat(services.of(Hold.class).get(0).since()).isEqualTo(first.since());
    }

    @Test
    void aDisplayThatGoesIsHeldBeforeItsMarkerIsTakenAway() {
        probe.look();
        services.history.clear();
        server.alive = false;
        server.problem = "no display at :0: connection refused";

        probe.look();

        assertThat(services.history).containsExactly("+ Hold", "- Display");
    }

    @Test
    void aDisplayThatComesBackEndsTheHoldAgain() {
        server.problem = "no display";
        probe.look();
        server.problem = null;

        probe.look();

        assertThat(services.of(Hold.class)).isEmpty();
        assertThat(services.of(Display.class)).hasSize(1);
    }

    @Test
    void aConnectionThatEndedOnAServerThatStillServesChangesNothing() {
        probe.look();
        services.history.clear();
        server.alive = false;

        probe.look();

        assertThat(services.history).isEmpty();
    }

    @Test
    void aLookThatFailsUnexpectedlyHoldsAndIsTriedAgain() {
        server.crash = true;
        probe.look();
        assertThat(reasons()).singleElement().asString().contains("IllegalStateException");

        server.crash = false;
        probe.start();

        await().until(() -> !services.of(Display.class).isEmpty());
    }

    private List<String> reasons() {
        return services.of(Hold.class).stream().map(Hold::reason).toList();
    }

    private static final class FakeDisplayServer implements DisplayServer {

        volatile @Nullable String problem;
        volatile boolean crash;
        volatile boolean alive = true;
        final AtomicInteger connections = new AtomicInteger();

        @Override
        public Connection connect() throws NoDisplayException {
            if (crash) {
                throw new IllegalStateException("unexpected");
            }
            if (problem != null) {
                throw new NoDisplayException(problem);
            }
            connections.incrementAndGet();
            return new Connection() {
                @Override
                public boolean isAlive() {
                    return alive;
                }

                @Override
                public void close() {
                    connections.decrementAndGet();
                }
            };
        }
    }
}
