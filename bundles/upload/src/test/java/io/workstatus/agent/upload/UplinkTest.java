package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UplinkTest {

    private Set<String> addresses = Set.of("192.0.2.7");
    private final Uplink uplink = new Uplink(() -> addresses);

    @Test
    void aNetworkThatComesBackIsNewAndOneThatStaysOrGoesIsNot() {
        uplink.hasNewAddress();
        assertThat(uplink.hasNewAddress()).isFalse();

        addresses = Set.of();
        assertThat(uplink.hasNewAddress()).isFalse();
        addresses = Set.of("192.0.2.7");
        assertThat(uplink.hasNewAddress()).isTrue();
        addresses = Set.of("192.0.2.7", "2001:db8::7");
        assertThat(uplink.hasNewAddress()).isTrue();
        assertThat(uplink.hasNewAddress()).isFalse();
    }

    @Test
    void aSystemThatDoesNotTellIsNoNews() {
        assertThat(new Uplink(() -> {
                            throw new SocketException("no");
                        })
                        .hasNewAddress())
                .isFalse();
    }

    @Test
    void loopbackLeadsNowhere() throws Exception {
        assertThat(Uplink.ofThisMachine()).noneMatch(address -> address.startsWith("127."));
    }
}
