package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the journal is exported. */
enum ExportFormat {
    /** A row of names, then a row a record. */
    CSV("csv", "text/csv;charset=utf-8") {
        @Override
        void begin(OutputStream out) throws IOException {
            out.write(Csv.row(COLUMNS).getBytes(UTF_8));
        }

        @Override
        void write(WrittenRecord found, OutputStream out) throws IOException {
            JsonNode json = JSON.readTree(found.line());
            List<String> values =
                    COLUMNS.stream().map(column -> text(json.path(column))).toList();
            out.write(Csv.row(values).getBytes(UTF_8));
        }
    },

    /** The lines as they stand in the files. */
    NDJSON("ndjson", "application/x-ndjson") {
        @Override
        void begin(OutputStream out) {}

        @Override
        void write(WrittenRecord found, OutputStream out) throws IOException {
            out.write(found.line());
            out.write('\n');
        }
    };

    private static final List<String> COLUMNS = List.of("seq", "time", "type", "data", "prev");
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

    /** What comes before the first record. */
    abstract void begin(OutputStream out) throws IOException;

    abstract void write(WrittenRecord found, OutputStream out) throws IOException;

    String extension() {
        return extension;
    }

    String mediaType() {
        return mediaType;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
