package io.workstatus.agent.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordThrottleTest {

    private final SetTime time = new SetTime();
    private final PasswordThrottle throttle = new PasswordThrottle(time);

    @Test
    void fifthTryIsFollowedByAWaitThatGrowsToHalfAMinuteAndNoFurther() {
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.begin("ada")).isEmpty();
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
            assertThat(throttle.begin("ada")).contains(Duration.ofSeconds(seconds));
            assertThat(throttle.begin("Ada")).contains(Duration.ofSeconds(seconds));
            time.pass(Duration.ofSeconds(seconds));
            assertThat(throttle.begin("ada")).isEmpty();
        }
    }

    @Test
    void rightPasswordStartsAnew() {
        for (int i = 0; i < 4; i++) {
            throttle.begin("ada");
        }
        throttle.begin("ada");
        throttle.succeeded("ada");
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.begin("ada")).isEmpty();
        }
    }

    @Test
    void othersAreNotSlowedDownByOneAccount() {
        for (int i = 0; i < 6; i++) {
            throttle.begin("ada");
        }
        assertThat(throttle.begin("bob")).isEmpty();
    }

    @Test
    void manyNamesAreSlowedDownTogether() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.begin("user" + i)).isEmpty();
        }
        assertThat(throttle.begin("another")).contains(Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(1));
        assertThat(throttle.begin("another")).isEmpty();
        assertThat(throttle.begin("and another")).contains(Duration.ofSeconds(1));
        time.pass(Duration.ofHours(1));
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.begin("later" + i)).isEmpty();
        }
        assertThat(throttle.begin("one more")).isPresent();
    }

    @Test
    void rightPasswordsAreNotHeldAgainstAnybody() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(throttle.begin("ada")).isEmpty();
            throttle.succeeded("ada");
        }
    }

    @Test
    void triesAreForgottenAfterAQuarterOfAnHour() {
        for (int i = 0; i < 5; i++) {
            throttle.begin("ada");
        }
        time.pass(Duration.ofMinutes(16));
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.begin("ada")).isEqualTo(Optional.empty());
        }
    }
}
