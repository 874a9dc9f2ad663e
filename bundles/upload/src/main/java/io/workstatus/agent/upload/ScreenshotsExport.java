package io.workstatus.agent.upload;

import io.workstatus.agent.api.export.ExportQuery;
import io.workstatus.agent.api.export.ExportSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same rows as a download, and the pictures that are on this machine. */
@Component(name = "io.workstatus.agent.upload.export")
public final class ScreenshotsExport implements ExportSource {

    private static final List<String> COLUMNS =
            List.of("id", "user", "takenAt", "key", "width", "height", "bytes", "sha256", "blurred", "state");

    private final DurableQueue queue;

    @Activate
    public ScreenshotsExport(@Reference DurableQueue queue) {
        this.queue = queue;
    }

    @Override
    public String what() {
        return "screenshots";
    }

    @Override
    public List<String> columns() {
        return COLUMNS;
    }

    @Override
    public void write(ExportQuery query, RowWriter rows) throws IOException {
        for (LedgerRow row : rows(query)) {
            rows.write(List.of(
                    row.id(),
                    row.user(),
                    row.takenAt(),
                    row.key(),
                    row.width(),
                    row.height(),
                    row.bytes(),
                    row.sha256(),
                    row.blurred(),
                    row.state().label()));
        }
    }

    @Override
    public void writeFiles(ExportQuery query, FileWriter files) throws IOException {
        for (LedgerRow row : rows(query)) {
            Optional<Catalogue.Image> image = catalogue().image(row);
            if (image.isPresent()) {
                try (InputStream content = image.get().content()) {
                    files.write(row.key().substring(row.key().lastIndexOf('/') + 1), content);
                }
            }
        }
    }

    private List<LedgerRow> rows(ExportQuery query) throws IOException {
        return catalogue()
                .list(
                        query.from(),
                        query.to(),
                        Integer.MAX_VALUE,
                        row -> query.reader().map(row.user()::equals).orElse(true));
    }

    private Catalogue catalogue() throws IOException {
        return queue.catalogue()
                .orElseThrow(() -> new IOException(queue.trouble().orElse("the queue is being opened")));
    }
}
