package io.workstatus.agent.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.workstatus.agent.api.queue.Artifact;
import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemCopiesTest {

    @Test
    void whatWasSentIsToldAndWhatWaitsIsNotAndTheBooksDoNotMissWhatIsRemoved(@TempDir Path folder) throws Exception {
        try (Home home = new Home(folder)) {
            Artifact sent = Artifacts.screenshot(TestTime.START);
            home.queue.offer(sent);
            home.connect(new TestStore());
            await().until(() -> home.books().counts().sent() == 1);
            home.reopen();
            Artifact waiting = Artifacts.screenshot(TestTime.START.plusMillis(1));
            home.queue.offer(waiting);
            LocalCopies copies = new ItemCopies(LocalCopies.SENT, home.folder.sent());
            List<LocalCopy> found = new ArrayList<>();
            copies.list(found::add);

            assertThat(found).extracting(LocalCopy::name).containsExactly(sent.id() + ".item");
            assertThat(found.get(0).at()).isEqualTo(ItemId.time(sent.id()));

            copies.remove(found.get(0).name());
            home.reopen();
            assertThat(home.books().counts()).isEqualTo(new LedgerCounts(2, 1, 0, 0));
            assertThat(home.books().unaccounted()).isZero();
            assertThat(home.catalogue().image(home.catalogue().find(sent.id()).orElseThrow()))
                    .isEmpty();
            assertThat(home.folder.pending(waiting.id())).exists();
        }
    }
}
