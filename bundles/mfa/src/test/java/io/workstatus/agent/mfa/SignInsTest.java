package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import io.workstatus.agent.mfa.SignIns.Limits;
import io.workstatus.agent.mfa.SignIns.SignIn;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignInsTest {

    private static final Limits LIMITS = new Limits(Duration.ofMinutes(15), Duration.ofHours(8));

    private final SetTime time = new SetTime();
    private final SignIns signIns = new SignIns(time);
    private final User ada = UsersTest.user("ada", "admin");

    @Test
    void tokenIsUnknownWithoutSignIn() {
        assertThat(signIns.use("", LIMITS)).isEmpty();
        assertThat(signIns.use("x", LIMITS)).isEmpty();
    }

    @Test
    void idleSignInEndsAfterFifteenMinutes() {
        String token = signIns.open(ada, time.now());
        time.pass(Duration.ofMinutes(15).minusMillis(1));
        assertThat(signIns.use(token, LIMITS)).isPresent();
        time.pass(Duration.ofMinutes(15));
        assertThat(signIns.use(token, LIMITS)).isEmpty();
    }

    @Test
    void busySignInEndsAfterEightHours() {
        String token = signIns.open(ada, time.now());
        for (int minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
            time.pass(Duration.ofMinutes(10));
            assertThat(signIns.use(token, LIMITS)).isPresent();
        }
        time.pass(Duration.ofMinutes(10));
        assertThat(signIns.use(token, LIMITS)).isEmpty();
    }

    @Test
    void clockThatJumpsEndsNothingAndProlongsNothing() {
        String token = signIns.open(ada, time.now());
        time.jump(Duration.ofDays(365));
        assertThat(signIns.use(token, LIMITS)).isPresent();
        time.jump(Duration.ofDays(-730));
        time.pass(Duration.ofMinutes(15));
        assertThat(signIns.use(token, LIMITS)).isEmpty();
    }

    @Test
    void eachSignInHasATokenOfItsOwnWithEnoughBits() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            tokens.add(signIns.open(ada, time.now()));
        }
        assertThat(tokens).hasSize(1_000).allMatch(token -> token.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void ofTooManySignInsTheLeastUsedEnds() {
        String first = signIns.open(ada, time.now());
        String second = signIns.open(ada, time.now());
        for (int i = 2; i < SignIns.MOST_PER_USER; i++) {
            time.pass(Duration.ofSeconds(1));
            signIns.open(ada, time.now());
        }
        signIns.use(first, LIMITS);
        signIns.open(ada, time.now());
        assertThat(signIns.use(first, LIMITS)).isPresent();
        assertThat(signIns.use(second, LIMITS)).isEmpty();
    }

    @Test
    void sweepTellsWhatEnded() {
        User bob = UsersTest.user("bob", "member");
        String ofAda = signIns.open(ada, time.now());
        signIns.open(bob, time.now());
        assertThat(signIns.sweep(user -> !user.equals(bob), LIMITS))
                .extracting(SignIn::user)
                .containsExactly(bob);
        assertThat(signIns.sweep(user -> true, LIMITS)).isEmpty();
        assertThat(signIns.use(ofAda, LIMITS)).isPresent();
    }
}
