package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

    private static final String HASH =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    @TempDir
    Path home;

    static User user(String name, String role) {
        return new User(
                name,
                role,
                HASH,
                "totp",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                "",
                List.of(),
                List.of(),
                "2026-11-22T08:15:00.000Z");
    }

    @Test
    void nobodyExistsWithoutAFile() throws Exception {
        assertThat(new Users(home).all()).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void userIsThereAfterARestart() throws Exception {
        new Users(home).addFirst(user("ada", "admin"));
        assertThat(new Users(home).find("ADA")).contains(user("ada", "admin"));
    }

    @Test
    void fileIsTheOwnersAloneAndNothingLiesBesideIt() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        users.add(user("bob", "member"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(Users.FILE))))
                .isEqualTo("rw-------");
        try (var files = Files.list(home)) {
            assertThat(files)
                    .containsExactlyInAnyOrder(home.resolve(Users.FILE), home.resolve("." + Users.FILE + ".lock"));
        }
    }

    @Test
    void secondFirstUserIsRefused() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        assertThatThrownBy(() -> users.addFirst(user("eve", "admin")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403));
    }

    @Test
    void nameThatDiffersInCaseOnlyIsTaken() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        assertThatThrownBy(() -> users.add(user("Ada", "member")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(409));
    }

    @Test
    void lastAdministratorStays() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        users.add(user("bob", "member"));
        assertThatThrownBy(() -> users.remove("ada"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(409));
        users.add(user("eve", "admin"));
        users.remove("ada");
        assertThat(users.all()).extracting(User::name).containsExactly("bob", "eve");
    }

    @Test
    void changeFromOutsideIsSeenAtOnce() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        new Users(home).add(user("bob", "member"));
        assertThat(users.find("bob")).isPresent();
        Files.delete(home.resolve(Users.FILE));
        assertThat(users.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":2,\"users\":[]}",
                "{\"version\":1,\"users\":null}",
                "{\"version\":1,\"users\":[null]}",
                "{\"version\":1,\"users\":[{}]}",
                "{\"version\":1,\"users\":[]} x",
                "{\"version\":1,\"version\":1,\"users\":[]}",
                "{\"version\":1,\"users\":[],\"more\":1}",
                "{\"version\":1,\"users\":[{\"name\":\"ada\",\"role\":\"admin\",\"password\":\"plain\",\"factor\":\"totp\","
                        + "\"secret\":\"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\",\"createdAt\":\"2026-11-22T08:15:00.000Z\"}]}"
            })
    void damagedFileLetsNobodyInAndIsNotWrittenOver(String content) throws IOException {
        Path file = home.resolve(Users.FILE);
        Files.writeString(file, content);
        Users users = new Users(home);
        assertThatThrownBy(users::all)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("copy");
        assertThatThrownBy(() -> users.addFirst(user("eve", "admin"))).isInstanceOf(DamagedFileException.class);
        assertThatThrownBy(() -> users.add(user("eve", "admin"))).isInstanceOf(DamagedFileException.class);
        assertThat(file).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"role\" : \"root\"", "\"role\" : \"member\"", "\"name\" : \"\""})
    void entryThatMakesNoSenseIsDamage(String replacement) throws Exception {
        new Users(home).addFirst(user("ada", "admin"));
        Path file = home.resolve(Users.FILE);
        String name = replacement.substring(0, replacement.indexOf(':'));
        Files.writeString(file, Files.readString(file).replaceFirst(name + ": \"[a-z]*\"", replacement));
        assertThatThrownBy(() -> new Users(home).all()).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void damageIsOverWhenTheFileIsPutBack() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        byte[] copy = Files.readAllBytes(home.resolve(Users.FILE));
        Files.writeString(home.resolve(Users.FILE), "{");
        assertThatThrownBy(users::all).isInstanceOf(DamagedFileException.class);
        PrivateFile.write(home.resolve(Users.FILE), copy);
        assertThat(users.find("ada")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "../x", "a/b", "ä", ".a", "-a", "a\n", "a:b", "a%b", "a;b", "<b>", "a\\b"})
    void nameThatCouldMeanSomethingElseIsNone(String name) {
        assertThat(User.isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ada", "Ada.Lovelace", "ada@example.com", "a_b-c", "7of9"})
    void ordinaryNameIsOne(String name) {
        assertThat(User.isName(name)).isTrue();
        assertThat(User.isName("x".repeat(64))).isTrue();
        assertThat(User.isName("x".repeat(65))).isFalse();
    }

    @Test
    void userWhoCameAnewUnderAnOldNameKeepsThePassword() throws Exception {
        Users users = new Users(home);
        users.addFirst(user("ada", "admin"));
        User former = new User(
                "ada",
                "admin",
                HASH,
                "totp",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                "",
                List.of(),
                List.of(),
                "2026-11-21T00:00:00.000Z");
        assertThatThrownBy(() -> users.changePassword(former, HASH.replace("m=256", "m=512")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
        assertThat(users.find("ada")).contains(user("ada", "admin"));
    }

    @Test
    void ofTwoWhoWriteAtTheSameTimeNeitherLosesTheOthersChange() throws Exception {
        new Users(home).addFirst(user("ada", "admin"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                // Each has a view of its own of the file, as another process has.
                Users users = new Users(home);
                String name = "user" + writer + "-";
                writers.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        users.add(user(name + i, "member"));
                    }
                    return null;
                });
            }
            for (Future<Void> written : threads.invokeAll(writers)) {
                written.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(new Users(home).all()).hasSize(41);
    }

    @Test
    void secretsAreNotInTheText() {
        assertThat(user("ada", "admin").toString()).doesNotContain("argon2").doesNotContain("GEZD");
    }
}
