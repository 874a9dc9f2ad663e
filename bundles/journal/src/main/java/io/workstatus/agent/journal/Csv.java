package io.workstatus.agent.journal;

import java.util.List;
import java.util.stream.Collectors;

/** Rows after RFC 4180, and safe to be opened in a spreadsheet: nothing in them is taken for a formula. */
final class Csv {

    private static final String BEGINS_A_FORMULA = "=+-@\t\r";

    private Csv() {}

    static String row(List<String> values) {
        return values.stream().map(Csv::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(String value) {
        boolean formula = !value.isEmpty() && BEGINS_A_FORMULA.indexOf(value.charAt(0)) >= 0;
        String text = formula ? "'" + value : value;
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
