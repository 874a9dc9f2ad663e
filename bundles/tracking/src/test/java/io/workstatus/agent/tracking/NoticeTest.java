package io.workstatus.agent.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Term.Subject;
import io.workstatus.agent.api.notice.Terms;
import io.workstatus.agent.api.recording.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;

class NoticeTest {

    private static final Term BLURRED = new Term(Subject.RECORDED, "screenshots", 1, "A blurred screenshot.");
    private static final Term READABLE = new Term(Subject.RECORDED, "screenshots", 2, "A readable screenshot.");
    private static final Term ACTIVITY = new Term(Subject.RECORDED, "activity", 0, "How many keys you press.");
    private static final Term FOLDER = new Term(Subject.DESTINATION, "folder /store", 0, "The folder /store.");
    private static final Term BUCKET = new Term(Subject.DESTINATION, "s3://b", 0, "The bucket b.");
    private static final Term BOB = new Term(Subject.VIEWER, "bob", 0, "bob, an administrator.");
    private static final Term DAYS_30 = new Term(Subject.KEPT, "sent", 30, "30 days.");
    private static final Term DAYS_90 = new Term(Subject.KEPT, "sent", 90, "90 days.");

    @TempDir
    Path home;

    private final Fakes.Time time = new Fakes.Time();
    private final Fakes.Notes journal = new Fakes.Notes();
    private RealRegistry registry;
    private Notice notice;

    @BeforeEach
    void start(@TempDir Path storage) throws Exception {
        registry = new RealRegistry(storage);
        notice = new Notice(registry.context(), time, journal, home);
        notice.open();
    }

    @AfterEach
    void stop() throws Exception {
        notice.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        registry.stop();
    }

    @Test
    void whoeverHasNotAcknowledgedIsHeldFromTheBeginningOfTheSession() throws Exception {
        declare(BLURRED, FOLDER);
        assertThat(registry.holds()).isEmpty();

        notice.attend("ada");

        assertThat(registry.holds())
                .containsExactly(new Hold(
                        "tracking.notice", "ada has not acknowledged the notice of what is recorded", Fakes.NOON));
        assertThat(notice.page("ada").acknowledged()).isFalse();

        acknowledge("ada");
        assertThat(registry.holds()).isEmpty();
        assertThat(notice.page("ada").acknowledged()).isTrue();
        assertThat(notice.page("bob").acknowledged()).isFalse();

        notice.attend("bob");
        assertThat(registry.holds()).hasSize(1);
        notice.leave();
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void whatGoesFurtherHoldsBeforeItsRegistrationReturns() throws Exception {
        ServiceRegistration<Terms> blurred = declare(BLURRED, FOLDER);
        notice.attend("ada");
        acknowledge("ada");

        declare(READABLE, FOLDER);
        assertThat(registry.holds()).hasSize(1);
        assertThat(registry.holds().get(0).reason()).contains("more is recorded than ada has acknowledged");

        blurred.unregister();
        acknowledge("ada");
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void whoseAccountWasDeletedAndMadeAnewIsSomebodyElse() throws Exception {
        Instant[] since = {Fakes.NOON.minusSeconds(60)};
        notice.bindAccounts(user -> Optional.of(since[0]));
        declare(BLURRED, FOLDER);
        notice.attend("ada");
        acknowledge("ada");
        assertThat(registry.holds()).isEmpty();

        notice.leave();
        since[0] = Fakes.NOON;
        notice.attend("ada");

        assertThat(registry.holds()).hasSize(1);
        assertThat(notice.page("ada").acknowledged()).isFalse();
        acknowledge("ada");
        assertThat(registry.holds()).isEmpty();
        assertThat(new Acknowledgments(home).of("ada", Optional.empty())).isNotEmpty();
    }

    @Test
    void aCopyThatStaysLongerCountsAndSaysNothingOfWhatIsStored() throws Exception {
        declare(BLURRED, FOLDER);
        ServiceRegistration<Terms> copy = declare(new Term(Subject.COPY, "activity", 31, "Counts for 31 days."));
        notice.attend("ada");
        acknowledge("ada");
        assertThat(notice.page("ada").text()).contains("Until somebody deletes it.", "Counts for 31 days.");

        copy.unregister();
        await().until(() -> !notice.page("ada").text().contains("31"));
        assertThat(registry.holds()).isEmpty();
        declare(new Term(Subject.COPY, "activity", 62, "Counts for 62 days."));
        assertThat(registry.holds()).hasSize(1);
    }

    @Test
    void eachKindOfTermCounts() throws Exception {
        declare(BLURRED, FOLDER, DAYS_30);
        notice.attend("ada");
        acknowledge("ada");
        for (Term more : List.of(ACTIVITY, BUCKET, DAYS_90, BOB, READABLE)) {
            ServiceRegistration<Terms> declared = declare(more);
            assertThat(registry.holds()).as(more.name()).hasSize(1);
            declared.unregister();
            await().until(() -> registry.holds().isEmpty());
        }
    }

    @Test
    void lessNeedsNoNewAcknowledgmentAndTheSameAgainNeither() throws Exception {
        ServiceRegistration<Terms> readable = declare(READABLE, ACTIVITY, FOLDER, BOB, DAYS_90);
        notice.attend("ada");
        acknowledge("ada");
        String version = notice.page("ada").version();

        ServiceRegistration<Terms> blurred = declare(BLURRED, FOLDER, DAYS_30);
        readable.unregister();
        await().until(() -> !notice.page("ada").version().equals(version));
        assertThat(notice.page("ada").acknowledged()).isTrue();
        assertThat(registry.holds()).isEmpty();

        declare(READABLE, ACTIVITY, FOLDER, BOB, DAYS_90);
        blurred.unregister();
        assertThat(registry.holds()).isEmpty();
        assertThat(notice.page("ada").version()).isEqualTo(version);
        assertThat(journal.types()).containsExactly("notice.acknowledged");
    }

    @Test
    void whoAcknowledgesLessHasAcknowledgedThat() throws Exception {
        ServiceRegistration<Terms> readable = declare(READABLE);
        notice.attend("ada");
        acknowledge("ada");
        declare(BLURRED);
        readable.unregister();
        await().until(() -> notice.page("ada").text().contains("blurred"));
        acknowledge("ada");

        declare(READABLE);

        assertThat(registry.holds()).hasSize(1);
    }

    @Test
    void theWordsAreNoTerms() throws Exception {
        declare(BLURRED);
        notice.attend("ada");
        acknowledge("ada");
        String version = notice.page("ada").version();

        declare(new Term(Subject.RECORDED, "screenshots", 1, "A blurred screenshot every minute."));

        assertThat(notice.page("ada").version()).isEqualTo(version);
        assertThat(notice.page("ada").text()).contains("every minute").doesNotContain("A blurred screenshot.");
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void theTextSaysWhatWhereHowLongAndWho() throws Exception {
        declare(BLURRED, FOLDER, BOB, DAYS_30);

        assertThat(notice.page("ada").text())
                .contains("recorded of you\n- A blurred screenshot.")
                .contains("Where it goes\n- The folder /store.")
                .contains("How long it stays\n- 30 days.")
                .contains("Who sees it\n- You.\n- bob, an administrator.");
    }

    @Test
    void anAcknowledgmentOutlivesARestartAndIsJournaledWithTheHashOfTheText() throws Exception {
        declare(BLURRED, FOLDER);
        acknowledge("ada");
        Notice.Page page = notice.page("ada");
        assertThat(journal.entries)
                .containsExactly(new Fakes.Entry(
                        "notice.acknowledged",
                        java.util.Map.of(
                                "user", "ada",
                                "version", page.version(),
                                "sha256", TermsInForce.sha256(page.text()),
                                "text", page.text())));

        restart();
        notice.attend("ada");

        assertThat(registry.holds()).isEmpty();
        assertThat(notice.page("ada")).isEqualTo(page);
    }

    @Test
    void anotherVersionCannotBeAcknowledged() throws Exception {
        declare(BLURRED);
        String old = notice.page("ada").version();
        declare(READABLE);

        assertThat(notice.acknowledge("ada", old)).isFalse();
        assertThat(journal.entries).isEmpty();
        assertThat(notice.page("ada").acknowledged()).isFalse();
    }

    @Test
    void whatCannotBeKeptWasNotAcknowledged() throws Exception {
        declare(BLURRED);
        notice.attend("ada");
        Files.writeString(home.resolve("tracking"), "a file where the folder should be");

        assertThatThrownBy(() -> acknowledge("ada")).isInstanceOf(IOException.class);

        assertThat(registry.holds()).hasSize(1);
        assertThat(journal.entries).isEmpty();
    }

    @Test
    void aDamagedFileAsksEverybodyAnew() throws Exception {
        declare(BLURRED);
        acknowledge("ada");
        Files.writeString(home.resolve("tracking/acknowledged.json"), "{\"ada\": {\"ter");
        restart();

        notice.attend("ada");
        assertThat(registry.holds()).hasSize(1);
        acknowledge("ada");
        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void whoDeletesThingsIsBelievedThroughASwapAndNotForEver() throws Exception {
        declare(BLURRED);
        ServiceRegistration<Terms> retention = declare(DAYS_30);
        notice.attend("ada");
        acknowledge("ada");
        String version = notice.page("ada").version();

        retention.unregister();
        retention = declare(DAYS_30);
        assertThat(notice.page("ada").version()).isEqualTo(version);
        assertThat(registry.holds()).isEmpty();

        retention.unregister();
        assertThat(notice.page("ada").version()).isEqualTo(version);
        time.leapSeconds(Notice.GRACE.toSeconds() + 1);

        assertThat(notice.page("ada").text()).contains("Until somebody deletes it.");
        declare(ACTIVITY).unregister();
        assertThat(registry.holds()).hasSize(1);
    }

    @Test
    void whoAcknowledgedThatThingsStayForEverIsNotAskedWhenTheyDoNot() throws Exception {
        declare(BLURRED);
        notice.attend("ada");
        acknowledge("ada");

        declare(DAYS_90);

        assertThat(registry.holds()).isEmpty();
    }

    @Test
    void stoppingTheBundleReleasesNothingAndEndsItsThread() throws Exception {
        declare(BLURRED);
        notice.attend("ada");

        notice.close(ComponentConstants.DEACTIVATION_REASON_BUNDLE_STOPPED);

        assertThat(registry.holds()).hasSize(1);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .noneMatch(thread -> thread.getName().equals("workstatus-tracking-notice")));
        notice = new Notice(registry.context(), time, journal, home);
    }

    private ServiceRegistration<Terms> declare(Term... terms) {
        return registry.context().registerService(Terms.class, new Terms(List.of(terms)), null);
    }

    private void acknowledge(String user) throws IOException {
        assertThat(notice.acknowledge(user, notice.page(user).version())).isTrue();
    }

    private void restart() {
        notice.close(ComponentConstants.DEACTIVATION_REASON_DISPOSED);
        notice = new Notice(registry.context(), time, journal, home);
        notice.open();
    }
}
