package io.workstatus.agent.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SystemLibrariesTest {

    @Test
    void nothingIsSaidWhenAllAreThere() {
        assertThat(SystemLibraries.missing(library -> true)).isEmpty();
    }

    @Test
    void whatIsMissingIsNamedWithItsDebianPackages() {
        Set<String> missing = Set.of("libxkbcommon-x11.so.0", "libXt.so.6");
        assertThat(SystemLibraries.missing(library -> !missing.contains(library)))
                .contains("the system lacks libxkbcommon-x11.so.0, libXt.so.6; install with:"
                        + " sudo apt-get install libxkbcommon-x11-0 libxt6");
    }
}
