package io.workstatus.agent.tracking;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.recording.Hold;
import io.workstatus.agent.api.recording.Permit;
import io.workstatus.agent.api.recording.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;

class GateTest {

    private AttendedUser attended = new AttendedUser() {
        @Override
        public void attend(String user) {
            // nothing holds for one user alone
        }

        @Override
        public void leave() {
            // and nothing is to be released
        }
    };
    private final Fakes.Time time = new Fakes.Time();
    private final Fakes.Notes journal = new Fakes.Notes();
    private final Queue<Permit> everRegistered = new ConcurrentLinkedQueue<>();
    private RealRegistry registry;
    private Gate gate;

    @BeforeEach
    void start(@TempDir Path storage) throws Exception {
        registry = new RealRegistry(storage);
        registry.context()
                .addServiceListener(
                        event -> {
                            if (event.getType() == ServiceEvent.REGISTERED) {
                                ServiceReference<?> reference = event.getServiceReference();
                                everRegistered.add((Permit) Objects.requireNonNull(
                                        registry.context().getService(reference)));
                            }
                        },
                        "(objectClass=" + Permit.class.getName() + ")");
        gate = gate(Fakes.NOON.plusSeconds(3_600));
    }

    @AfterEach
    void stop() throws Exception {
        signOut();
        registry.stop();
    }

    @Test
    void signedInWithoutAnyHoldPermits() {
        gate.open();

        Permit permit = awaitPermit();
        assertThat(permit.isValid()).isTrue();
        assertThat(permit.session().user()).isEqualTo("ada");
        assertThat(journal.entries).containsExactly(new Fakes.Entry("recording.started", Map.of("user", "ada")));
    }

    @Test
    void aHoldRevokesBeforeItsRegistrationReturns() {
        gate.open();
        Permit permit = awaitPermit();

        registry.hold("battery", "battery at 17 %");

        assertThat(permit.isValid()).isFalse();
        awaitNoPermit();
        await().until(() -> journal.entries.contains(
                new Fakes.Entry("recording.stopped", Map.of("user", "ada", "why", "battery"))));
    }

    @Test
    void aHoldIsRegisteredOnlyWhenTheRecordingUnderWayHasEnded() throws Exception {
        gate.open();
        Permit permit = awaitPermit();
        Permit.Recording recording = permit.begin().orElseThrow();
        ExecutorService desk = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = desk.submit(() -> registry.hold("pause", "paused"));
            await().until(() -> !permit.isValid());
            Future<?> second = desk.submit(() -> registry.hold("battery", "battery at 17 %"));

            assertThatThrownBy(() -> first.get(300, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(second.isDone()).isFalse();
            recording.close();
            first.get(1, SECONDS);
            second.get(1, SECONDS);
        } finally {
            desk.shutdownNow();
        }
    }

    @Test
    void aRecordingThatNeverEndsDoesNotKeepAHoldFromStanding() {
        gate.open();
        Permit permit = awaitPermit();
        assertThat(permit.begin()).isPresent();

        registry.hold("pause", "paused");

        assertThat(permit.isValid()).isFalse();
        assertThat(permit.begin()).isEmpty();
        awaitNoPermit();
    }

    @Test
    void aHoldThatWasThereFirstNeverLetsAPermitAppear() {
        ServiceRegistration<Hold> hold = registry.hold("notice", "not read");
        gate.open();
        gate.close(ComponentConstants.DEACTIVATION_REASON_REFERENCE);

        assertThat(everRegistered).isEmpty();
        assertThat(journal.entries).isEmpty();
        hold.unregister();
    }

    @Test
    void aReleasedHoldBringsANewPermitAndNotTheOldOneBack() {
        gate.open();
        Permit first = awaitPermit();
        ServiceRegistration<Hold> hold = registry.hold("battery", "battery at 17 %");
        awaitNoPermit();

        hold.unregister();

        Permit second = awaitPermit();
        assertThat(second).isNotSameAs(first);
        assertThat(second.isValid()).isTrue();
        assertThat(first.isValid()).isFalse();
    }

    @Test
    void aHoldReplacedUnderItsIdDoesNotFlicker() {
        gate.open();
        awaitPermit();
        ServiceRegistration<Hold> hold = registry.hold("battery", "battery at 19 %");
        awaitNoPermit();

        for (int percent = 18; percent > 0; percent--) {
            ServiceRegistration<Hold> next = registry.hold("battery", "battery at " + percent + " %");
            hold.unregister();
            hold = next;
        }
        signOut();

        assertThat(everRegistered).hasSize(1);
        assertThat(journal.types()).containsExactly("recording.started", "recording.stopped");
    }

    @Test
    void signingOutRevokesAndUnregisters() {
        gate.open();
        Permit permit = awaitPermit();

        signOut();

        assertThat(permit.isValid()).isFalse();
        assertThat(registry.permit()).isNull();
        assertThat(journal.entries)
                .endsWith(new Fakes.Entry("recording.stopped", Map.of("user", "ada", "why", "signed out")));
    }

    @Test
    void aSessionThatIsOverAlreadyPermitsNothing() {
        Gate late = gate(Fakes.NOON.minusSeconds(1));
        late.open();
        late.close(ComponentConstants.DEACTIVATION_REASON_REFERENCE);

        assertThat(everRegistered).isEmpty();
    }

    @Test
    void aSessionThatEndsTakesItsPermitAlong() {
        Gate brief = gate(Fakes.NOON.plusMillis(300));
        brief.open();

        await().until(() -> journal.types().contains("recording.stopped"));
        assertThat(registry.permit()).isNull();
        assertThat(journal.entries)
                .endsWith(new Fakes.Entry("recording.stopped", Map.of("user", "ada", "why", "session ended")));
        brief.close(ComponentConstants.DEACTIVATION_REASON_REFERENCE);
    }

    @Test
    void aSessionThatEndsIsOverAtOnceForWhoeverAsks() {
        gate.open();
        Permit permit = awaitPermit();

        time.leapSeconds(3_600);

        assertThat(permit.isValid()).isFalse();
    }

    @Test
    void aThousandRoundsOfHoldsFromSeveralThreadsNeverLeaveAValidPermitBesideAHold() throws Exception {
        gate.open();
        awaitPermit();
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> results = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String id = "test." + t;
            results.add(pool.submit(() -> validBesideAHold(id, 1_000)));
        }
        int wrong = 0;
        for (Future<Integer> result : results) {
            wrong += result.get(60, SECONDS);
        }
        pool.shutdown();

        assertThat(wrong).isZero();
        assertThat(everRegistered).as("permits that came and went").hasSizeGreaterThan(2);
        Permit last = awaitPermit();
        assertThat(last.isValid()).isTrue();
        assertThat(everRegistered).filteredOn(Permit::isValid).containsExactly(last);

        ServiceRegistration<Hold> hold = registry.hold("test", "the end");
        awaitNoPermit();
        assertThat(everRegistered).noneMatch(Permit::isValid);
        hold.unregister();
    }

    private int validBesideAHold(String id, int rounds) {
        int wrong = 0;
        for (int round = 0; round < rounds; round++) {
            ServiceRegistration<Hold> hold = registry.hold(id, "round " + round);
            // Whatever was registered at any time, also while the hold was on its way.
            Permit current = registry.permit();
            if (current != null && current.isValid()) {
                wrong++;
            }
            hold.unregister();
            // Now and then a permit gets the time to appear, so that the next hold meets one.
            if (round % 20 == 0) {
                LockSupport.parkNanos(2_000_000);
            }
        }
        return wrong;
    }

    @Test
    void whatHoldsForOneUserIsAskedBeforeAnythingIsPermittedAndToldOfTheEnd() {
        List<String> told = new ArrayList<>();
        attended = new AttendedUser() {
            @Override
            public void attend(String user) {
                told.add(user);
                registry.hold("tracking.test", user);
            }

            @Override
            public void leave() {
                told.add("over");
            }
        };
        Gate held = gate(Fakes.NOON.plusSeconds(3_600));
        held.open();
        assertThat(told).containsExactly("ada");
        held.close(ComponentConstants.DEACTIVATION_REASON_REFERENCE);

        assertThat(told).containsExactly("ada", "over");
        assertThat(everRegistered).isEmpty();
    }

    private Gate gate(Instant endsAt) {
        Session session = new Session("ada", Fakes.NOON, endsAt, time.nanoTime());
        return new Gate(registry.context(), session, time, journal, List.of(attended));
    }

    private void signOut() {
        gate.close(ComponentConstants.DEACTIVATION_REASON_REFERENCE);
    }

    private Permit awaitPermit() {
        return await().atMost(1, SECONDS).until(() -> registry.permit(), Objects::nonNull);
    }

    private void awaitNoPermit() {
        await().atMost(1, SECONDS).until(() -> registry.permit() == null);
    }
}
