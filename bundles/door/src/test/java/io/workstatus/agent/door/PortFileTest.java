package io.workstatus.agent.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortFileTest {

    @TempDir
    Path home;

    @Test
    void portIsWrittenInDecimalAndNothingBesideIt() throws IOException {
        PortFile file = new PortFile(home);
        file.write(5001);
        file.write(5000);
        assertThat(home.resolve("http.port")).hasContent("5000");
        assertThat(home).isDirectoryNotContaining("glob:**.tmp");

        file.delete();
        assertThat(home).isEmptyDirectory();
    }
}
