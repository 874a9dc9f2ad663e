package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the journal, or what others own, is exported. */
enum ExportFormat {
    /** A row of names, then a row a record. */
    CSV("csv", "text/csv;charset=utf-8") {
        @Override
        void begin(List<String> columns, OutputStream out) throws IOException {
            out.write(Csv.row(columns).getBytes(UTF_8));
        }

        @Override
        void write(WrittenRecord found, OutputStream out) throws IOException {
            JsonNode json = JSON.readTree(found.line());
            List<String> values =
                    COLUMNS.stream().map(column -> text(json.path(column))).toList();
            out.write(Csv.row(values).getBytes(UTF_8));
        }

        @Override
        void write(List<String> columns, List<? extends @Nullable Object> values, OutputStream out) throws IOException {
            List<String> texts = values.stream().map(ExportFormat::text).toList();
            out.write(Csv.row(texts).getBytes(UTF_8));
        }
    },

    /** The lines as they stand in the files. */
    NDJSON("ndjson", "application/x-ndjson") {
        @Override
        void begin(List<String> columns, OutputStream out) {}

        @Override
        void write(WrittenRecord found, OutputStream out) throws IOException {
            out.write(found.line());
            out.write('\n');
        }

        @Override
        void write(List<String> columns, List<? extends @Nullable Object> values, OutputStream out) throws IOException {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), values.get(i));
            }
            out.write(DataWriter.json(row).getBytes(UTF_8));
            out.write('\n');
        }
    };

    /** The journal's. */
    static final List<String> COLUMNS = List.of("seq", "time", "type", "data", "prev");

    private static final JsonMapper JSON = new JsonMapper();

    private final String extension;
    private final String mediaType;

    ExportFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** The format of this name, CSV if none is named, or empty if there is no such format. */
    static Optional<ExportFormat> named(@Nullable String name) {
        if (name == null || name.equals(CSV.extension)) {
            return Optional.of(CSV);
        }
        return name.equals(NDJSON.extension) ? Optional.of(NDJSON) : Optional.empty();
    }

    /** What comes before the first record or row. */
    abstract void begin(List<String> columns, OutputStream out) throws IOException;

    /** A record of the journal. */
    abstract void write(WrittenRecord found, OutputStream out) throws IOException;

    /** A row of anything else. */
    abstract void write(List<String> columns, List<? extends @Nullable Object> values, OutputStream out)
            throws IOException;

    String extension() {
        return extension;
    }

    String mediaType() {
        return mediaType;
    }

    private static String text(@Nullable Object value) {
        return value instanceof Instant time ? TimeSource.ISO_MILLIS.format(time) : Objects.toString(value, "");
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
