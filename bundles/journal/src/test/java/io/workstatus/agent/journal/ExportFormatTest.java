package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFormatTest {

    private static final String LINE = "{\"seq\":7,\"time\":\"2026-11-22T08:15:00.000Z\",\"type\":\"test\","
            + "\"data\":{\"a\":\"x\\\"y\",\"n\":1.50},\"prev\":\"" + "0".repeat(64) + "\"}";

    @Test
    void csvIsARowOfNamesThenARowARecord() throws Exception {
        assertThat(export(ExportFormat.CSV, LINE.replace("1.50", "2")))
                .isEqualTo("seq,time,type,data,prev\r\n7,2026-11-22T08:15:00.000Z,test,"
                        + "\"{\"\"a\"\":\"\"x\\\"\"y\"\",\"\"n\"\":2}\"," + "0".repeat(64) + "\r\n");
    }

    @Test
    void ndjsonIsTheLinesOfTheFile() throws Exception {
        assertThat(export(ExportFormat.NDJSON, LINE)).isEqualTo(LINE + "\n");
    }

    @Test
    void aFormulaInATypeIsText() throws Exception {
        assertThat(export(ExportFormat.CSV, LINE.replace("\"test\"", "\"=1+1\"")))
                .contains(",'=1+1,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
    void whatASpreadsheetWouldTakeForAFormulaIsText(String value) {
        assertThat(Csv.row(List.of(value))).isEqualTo("'" + value + "\r\n");
    }

    @Test
    void commasQuotesAndLineBreaksAreQuoted() {
        assertThat(Csv.row(List.of("a,b", "a\"b", "a\nb", "a\rb", "a b", "")))
                .isEqualTo("\"a,b\",\"a\"\"b\",\"a\nb\",\"a\rb\",a b,\r\n");
    }

    @Test
    void aFormatThatIsNotThereIsNone() {
        assertThat(ExportFormat.named(null)).contains(ExportFormat.CSV);
        assertThat(ExportFormat.named("ndjson")).contains(ExportFormat.NDJSON);
        assertThat(ExportFormat.named("xlsx")).isEmpty();
    }

    private static String export(ExportFormat format, String line) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.begin(ExportFormat.COLUMNS, out);
        format.write(WrittenRecord.parse(line.getBytes(UTF_8)).orElseThrow(), out);
        return out.toString(UTF_8);
    }
}
