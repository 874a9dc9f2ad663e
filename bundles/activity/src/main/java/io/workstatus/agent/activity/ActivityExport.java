package io.workstatus.agent.activity;

import io.workstatus.agent.api.export.ExportQuery;
import io.workstatus.agent.api.export.ExportSource;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same rows as a download. */
@Component(name = "io.workstatus.agent.activity.export")
public final class ActivityExport implements ExportSource {

    private final SampleFolder folder;

    @Activate
    public ActivityExport(@Reference Samples samples) {
        this(samples.folder());
    }

    ActivityExport(SampleFolder folder) {
        this.folder = folder;
    }

    @Override
    public String what() {
        return "activity";
    }

    @Override
    public List<String> columns() {
        return Buckets.COLUMNS;
    }

    @Override
    public void write(ExportQuery query, RowWriter rows) throws IOException {
        int bucket = ActivityQuery.bucket(query.parameters().get("bucket"));
        ActivityQuery all = new ActivityQuery(query.from(), query.to(), bucket, Integer.MAX_VALUE, query.reader());
        for (Buckets.Row row : Buckets.of(folder, all)) {
            rows.write(row.values());
        }
    }
}
