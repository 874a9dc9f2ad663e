package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workstatus.agent.api.export.ExportQuery;
import io.workstatus.agent.api.export.ExportSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeExportTest {

    private static final Instant FROM = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-23T00:00:00Z");

    @TempDir
    private Path empty;

    /** Two rows and a picture. */
    private static class Pictures implements ExportSource {

        @Override
        public String what() {
            return "pictures";
        }

        @Override
        public List<String> columns() {
            return List.of("id", "at");
        }

        @Override
        public void write(ExportQuery query, RowWriter rows) throws IOException {
            rows.write(List.of("=1+1", query.from()));
            rows.write(List.of("b", query.to()));
        }

        @Override
        public void writeFiles(ExportQuery query, FileWriter files) throws IOException {
            files.write("a.jpg", new ByteArrayInputStream(new byte[] {1, 2, 3}));
        }
    }

    @Test
    void everyKindOfRowsIsThereInBothFormatsWithItsFiles() throws Exception {
        Map<String, String> files = unpack(new Pictures(), Map.of());

        assertThat(files.keySet())
                .containsExactly(
                        "journal.csv",
                        "journal.ndjson",
                        "pictures.csv",
                        "pictures.ndjson",
                        "pictures/a.jpg",
                        "READ-ME.txt");
        assertThat(files.get("journal.csv")).isEqualTo("seq,time,type,data,prev\r\n");
        assertThat(files.get("pictures.csv"))
                .isEqualTo("id,at\r\n'=1+1,2026-11-22T00:00:00.000Z\r\nb,2026-11-23T00:00:00.000Z\r\n");
        assertThat(files.get("pictures.ndjson")).startsWith("{\"id\":\"=1+1\",\"at\":\"2026-11-22T00:00:00.000Z\"}\n");
        assertThat(files.get("pictures/a.jpg")).hasSize(3);
        assertThat(files.get("READ-ME.txt"))
                .contains("What concerns ada", "pictures.csv")
                .doesNotContain("Missing");
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        assertThat(unpack(new Pictures(), Map.of("activity", "activity")).get("READ-ME.txt"))
                .contains("Missing: activity. The capability 'activity' is not there now.");
    }

    @Test
    void aSourceThatCannotBeReadIsSaidAndTheRestIsThere() throws Exception {
        Map<String, String> files = unpack(
                new Pictures() {
                    @Override
                    public void writeFiles(ExportQuery query, FileWriter files) throws IOException {
                        super.writeFiles(query, files);
                        throw new IOException("the disk is broken");
                    }
                },
                Map.of());

        assertThat(files.get("pictures/a.jpg")).hasSize(3);
        assertThat(files.get("READ-ME.txt")).contains("Not whole: pictures (the disk is broken)");
    }

    @Test
    void aNameThatLeadsElsewhereIsWrittenNowhere() throws Exception {
        Map<String, String> files = unpack(
                new Pictures() {
                    @Override
                    public void writeFiles(ExportQuery query, FileWriter files) throws IOException {
                        files.write("../../etc/passwd", new ByteArrayInputStream(new byte[1]));
                    }
                },
                Map.of());

        assertThat(files.keySet()).noneMatch(name -> name.contains("passwd"));
    }

    @Test
    void whoeverAskedAndIsGoneEndsIt() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> {
                    WholeExport whole = new WholeExport(gone, query(), TO);
                    whole.source(new Pictures() {
                        @Override
                        public void write(ExportQuery query, RowWriter rows) throws IOException {
                            for (int i = 0; i < 100_000; i++) {
                                rows.write(List.of("row " + i * 7919L, query.from()));
                            }
                        }
                    });
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("gone");
    }

    private static Query query() {
        return new Query(FROM, TO, null, 10, Optional.of("ada"));
    }

    private Map<String, String> unpack(ExportSource source, Map<String, String> missing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WholeExport whole = new WholeExport(out, query(), TO);
        whole.journal(new SegmentReader(empty));
        whole.source(source);
        whole.end(new TreeMap<>(missing));
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        return files;
    }
}
