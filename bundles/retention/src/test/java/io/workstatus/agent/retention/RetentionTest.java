package io.workstatus.agent.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.util.converter.Converters;

class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:15:00.000Z");

    private final Owner owner = new Owner(LocalCopies.SENT);
    private final List<String> journal = new ArrayList<>();

    @TempDir
    Path home;

    /** Copies of 100 bytes in memory, an hour apart; the name tells the age in hours. */
    private static final class Owner implements LocalCopies {

        private final String kind;
        private final Map<String, Instant> copies = new TreeMap<>();
        private boolean fails;

        private Owner(String kind) {
            this.kind = kind;
        }

        private Owner with(int... hoursOld) {
            for (int hours : hoursOld) {
                copies.put("h%04d".formatted(hours), NOW.minus(Duration.ofHours(hours)));
            }
            return this;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public void list(Consumer<LocalCopy> each) throws IOException {
            if (fails) {
                throw new IOException("the disk is broken");
            }
            copies.forEach((name, at) -> each.accept(new LocalCopy(name, at, 100)));
        }

        @Override
        public InputStream open(String name) throws IOException {
            if (!copies.containsKey(name)) {
                throw new NoSuchFileException(name);
            }
            return new ByteArrayInputStream(name.repeat(20).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void remove(String name) {
            copies.remove(name);
        }
    }

    private static final TimeSource TIME = new TimeSource() {
        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    };

    private Retention retention(Map<String, Object> properties) {
        Retention retention = new Retention(
                home, Settings.of(properties), (type, data) -> journal.add(type + data), TIME, Optional.empty());
        retention.bindCopies(owner);
        return retention;
    }

    private void sweep(Map<String, Object> properties) {
        Retention retention = retention(properties);
        retention.sweep();
        retention.stop();
    }

    @Test
    void withoutALimitNothingGoes() {
        owner.with(1, 10_000);

        sweep(Map.of());

        assertThat(owner.copies).hasSize(2);
        assertThat(journal).isEmpty();
    }

    @Test
    void whatIsTooOldGoesAndNothingElse() {
        owner.with(1, 47, 48, 49, 100);

        sweep(Map.of("sentMaxAgeDays", 2));

        assertThat(owner.copies).containsOnlyKeys("h0001", "h0047");
        assertThat(journal)
                .singleElement()
                .asString()
                .startsWith("retention.removed")
                .contains("kind=sent", "copies=3", "bytes=300", "archived=false");
    }

    @Test
    void whatIsTooMuchGoesOldestFirstAndNotOneTooMany() {
        owner.with(0, 1, 2, 3, 4);
        for (int i = 0; i < 5; i++) {
            owner.copies.put("same-hour-" + i, NOW.minus(Duration.ofHours(9)).plusSeconds(i));
        }

        sweep(Map.of("sentMaxBytes", 799));

        assertThat(owner.copies).hasSize(7).doesNotContainKeys("same-hour-0", "same-hour-1", "same-hour-2");
    }

    @Test
    void severalOwnersShareOneLimit() {
        owner.with(1, 3);
        Owner other = new Owner(LocalCopies.SENT).with(2, 4);
        Owner quarantine = new Owner(LocalCopies.QUARANTINE).with(5);
        Retention retention = retention(Map.of("sentMaxBytes", 200));
        retention.bindCopies(other);
        retention.bindCopies(quarantine);

        retention.sweep();
        retention.stop();

        assertThat(owner.copies).containsOnlyKeys("h0001");
        assertThat(other.copies).containsOnlyKeys("h0002");
        assertThat(quarantine.copies).hasSize(1);
    }

    @Test
    void whatIsArchivedIsInTheArchiveOfItsMonthBeforeItGoes() throws Exception {
        owner.with(1, 24 * 30, 24 * 31, 24 * 62);

        sweep(Map.of("sentMaxAgeDays", 10, "archive", true));

        assertThat(owner.copies).containsOnlyKeys("h0001");
        assertThat(list("sent-2026-10.tar")).containsExactlyInAnyOrder("h0720", "h0744");
        assertThat(list("sent-2026-09.tar")).containsExactly("h1488");
        assertThat(run("tar", "-xOf", home + "/archive/sent-2026-09.tar", "h1488"))
                .isEqualTo("h1488".repeat(20));
        assertThat(journal).singleElement().asString().contains("archived=true");
    }

    @Test
    void whatWasArchivedByASweepThatWasKilledIsNotThereTwice() throws Exception {
        owner.with(24 * 30);
        sweep(Map.of("sentMaxAgeDays", 10, "archive", true));
        owner.with(24 * 30, 24 * 31);

        sweep(Map.of("sentMaxAgeDays", 10, "archive", true));

        assertThat(list("sent-2026-10.tar")).containsExactly("h0720", "h0744");
    }

    @Test
    void anArchiveThatCannotBeWrittenKeepsTheCopiesAndSaysSo() throws Exception {
        owner.with(24 * 30);
        Files.writeString(home.resolve("archive"), "in the way");
        Retention retention = retention(Map.of("sentMaxAgeDays", 10, "archive", true));

        retention.sweep();
        retention.stop();

        assertThat(owner.copies).hasSize(1);
        assertThat(retention.execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void oneOwnerThatFailsIsSaidAndTheOtherKindsGoOn() {
        owner.fails = true;
        Owner quarantine = new Owner(LocalCopies.QUARANTINE).with(1, 2);
        Retention retention = retention(Map.of("quarantineMaxBytes", 100, "sentMaxBytes", 1));
        retention.bindCopies(quarantine);

        retention.sweep();
        retention.stop();

        assertThat(quarantine.copies).containsOnlyKeys("h0001");
        assertThat(retention.execute().toString()).contains("the disk is broken");
    }

    @Test
    void theStatusSaysWhatIsThereWhatGoesNextAndWhatWent() {
        owner.with(1, 24, 100);
        Retention retention = retention(Map.of("sentMaxAgeDays", 2));
        retention.sweep();
        retention.stop();

        Map<?, ?> sent = (Map<?, ?>) ((Map<?, ?>) retention.value()).get("sent");

        assertThat(sent.get("copies")).isEqualTo(2L);
        assertThat(sent.get("bytes")).isEqualTo(200L);
        assertThat(sent.get("next"))
                .isEqualTo(Map.of(
                        "name",
                        "h0024",
                        "recorded",
                        NOW.minus(Duration.ofHours(24)),
                        "bytes",
                        100L,
                        "at",
                        NOW.plus(Duration.ofHours(24))));
        assertThat(sent.get("removed")).isEqualTo(Map.of("copies", 1L, "bytes", 100L, "at", NOW));
    }

    @Test
    void logsThatAreFullGoByAgeAndTheOneThatIsWrittenNever() throws Exception {
        Path logs = Files.createDirectories(home.resolve("logs"));
        for (String name : List.of("workstatus.log", "workstatus.1.log", "workstatus.2.log")) {
            Files.writeString(logs.resolve(name), "x");
            Files.setLastModifiedTime(
                    logs.resolve(name), FileTime.from(NOW.minus(Duration.ofDays(name.contains("1") ? 1 : 9))));
        }

        sweep(Map.of("logsMaxAgeDays", 3));

        assertThat(logs.resolve("workstatus.log")).exists();
        assertThat(logs.resolve("workstatus.1.log")).exists();
        assertThat(logs.resolve("workstatus.2.log")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"sentMaxAgeDays, soon", "sentMaxBytes, -1", "quarantineMaxBytes, much", "archive, perhaps"})
    void aSettingThatCannotBeRightRemovesNothingAndIsSaid(String name, String value) {
        owner.with(1, 100_000);
        Retention retention = retention(Map.of(name, value));
        retention.start();
        retention.sweep();
        retention.stop();

        assertThat(owner.copies).hasSize(2);
        assertThat(retention.execute().toString()).contains(name, value);
        assertThat(journal).singleElement().asString().contains("configuration.invalid", name);
    }

    @Test
    void theNoticeSaysHowLongCopiesStayUnlessTheyStay() {
        assertThat(Retention.kept(Settings.of(Map.of()))).isEmpty();
        assertThat(Retention.kept(Settings.of(Map.of("sentMaxAgeDays", 30, "archive", true))))
                .isEmpty();
        Term term = Retention.kept(Settings.of(Map.of("sentMaxAgeDays", 30)))
                .orElseThrow()
                .terms()
                .get(0);
        assertThat(term.subject()).isEqualTo(Term.Subject.KEPT);
        assertThat(term.extent()).isEqualTo(30 * 86_400L);
        assertThat(term.text()).contains("30 days");
    }

    @Test
    void whatTheConsoleShowsIsWhatIsInForce() {
        RetentionConfig shown = Converters.standardConverter().convert(Map.of()).to(RetentionConfig.class);
        Settings inForce = Settings.of(Map.of());

        assertThat(inForce.limit("sent")).isEqualTo(Limit.NONE);
        assertThat(shown.sentMaxAgeDays()).isZero();
        assertThat(shown.sentMaxBytes()).isZero();
        assertThat(inForce.limit("quarantine").bytes()).isEqualTo(shown.quarantineMaxBytes());
        assertThat(inForce.limit("journal").bytes()).isEqualTo(shown.journalMaxBytes());
        assertThat(inForce.archive()).isEqualTo(shown.archive());
    }

    @Test
    void whatAKillLeftAtTheEndOfAnArchiveIsWrittenOver() throws Exception {
        Path file = home.resolve("a.tar");
        String longName = "screenshots/v=1/dt=2026-11-22/agent=00000000-0000-0000-0000-000000000000/"
                + "20261122T081500.000Z-01KATZ8M3H5QJ7V9X2B4D6F8GK.jpg";
        try (Tar tar = Tar.open(file)) {
            tar.add(longName, NOW, 3, new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}));
            tar.finish();
        }
        long whole = Files.size(file);
        try (Tar tar = Tar.open(file)) {
            tar.add("torn", NOW, 5_000, new ByteArrayInputStream(new byte[5_000]));
        }
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(whole + 700);
        }

        try (Tar tar = Tar.open(file)) {
            assertThat(tar.has(longName, 3)).isTrue();
            assertThat(tar.has("torn", 5_000)).isFalse();
            tar.add("after", NOW, 1, new ByteArrayInputStream(new byte[] {'x'}));
            tar.finish();
        }

        assertThat(run("tar", "-tf", file.toString()).lines()).containsExactly(longName, "after");
        assertThat(run("tar", "-xOf", file.toString(), longName)).isEqualTo("abc");
    }

    @Test
    void aCopyThatBecameShorterIsNotArchived() throws Exception {
        try (Tar tar = Tar.open(home.resolve("a.tar"))) {
            assertThatThrownBy(() -> tar.add("short", NOW, 10, new ByteArrayInputStream(new byte[9])))
                    .isInstanceOf(IOException.class);
        }
    }

    private List<String> list(String archive) throws Exception {
        return run("tar", "-tf", home + "/archive/" + archive).lines().toList();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
