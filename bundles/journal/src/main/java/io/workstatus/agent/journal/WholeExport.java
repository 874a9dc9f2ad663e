package io.workstatus.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.export.ExportQuery;
import io.workstatus.agent.api.export.ExportSource;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Everything in one ZIP: each kind of rows as CSV and as NDJSON, the files that belong to them in a folder of its name, and
 * {@code READ-ME.txt}, which says what is in it and what is missing. It is written as it is read, nothing of it is kept.
 */
final class WholeExport {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,200}");

    private final ZipOutputStream zip;
    private final Query query;
    private final Instant now;
    private final StringBuilder contents = new StringBuilder();

    WholeExport(OutputStream out, Query query, Instant now) {
        this.zip = new ZipOutputStream(out, UTF_8);
        this.query = query;
        this.now = now;
    }

    void journal(SegmentReader records) throws IOException {
        for (ExportFormat format : ExportFormat.values()) {
            begin("journal." + format.extension());
            format.begin(ExportFormat.COLUMNS, zip);
            // A type is asked of the journal alone; here it would leave out what everybody expects.
            records.read(
                    new Query(query.from(), query.to(), null, Integer.MAX_VALUE, query.reader()),
                    found -> format.write(found, zip));
            zip.closeEntry();
        }
    }

    void source(ExportSource source) throws IOException {
        ExportQuery asked = new ExportQuery(query.from(), query.to(), query.reader(), Map.of());
        List<String> columns = source.columns();
        for (ExportFormat format : ExportFormat.values()) {
            begin(source.what() + "." + format.extension());
            format.begin(columns, zip);
            reading(source, () -> source.write(asked, values -> sending(() -> format.write(columns, values, zip))));
            zip.closeEntry();
        }
        reading(
                source,
                () -> source.writeFiles(asked, (name, content) -> {
                    if (!NAME.matcher(name).matches()) {
                        throw new IOException("no name of a file: " + name);
                    }
                    byte[] bytes = content.readAllBytes();
                    sending(() -> file(source.what() + "/" + name, bytes));
                }));
    }

    /** What cannot be read is said, and the rest goes on. */
    private void reading(ExportSource source, Step step) throws IOException {
        try {
            step.run();
        } catch (NotSentException e) {
            throw e;
        } catch (IOException e) {
            contents.append("Not whole: ")
                    .append(source.what())
                    .append(" (")
                    .append(e.getMessage())
                    .append(")\n");
        }
    }

    private static void sending(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            throw new NotSentException(e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Whoever asked does not take it any more. */
    private static final class NotSentException extends IOException {

        private static final long serialVersionUID = 1L;

        NotSentException(IOException cause) {
            super(cause);
        }
    }

    /** Pictures are compressed already. */
    private void file(String path, byte[] content) throws IOException {
        zip.setLevel(Deflater.NO_COMPRESSION);
        begin(path);
        zip.write(content);
        zip.closeEntry();
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
    }

    /** Says what is missing, by the capability that would have given it, and ends. */
    void end(SortedMap<String, String> missing) throws IOException {
        zip.putNextEntry(new ZipEntry("READ-ME.txt"));
        StringBuilder text = new StringBuilder("Workstatus: what is kept from %s to %s.%n%n"
                .formatted(TimeSource.ISO_MILLIS.format(query.from()), TimeSource.ISO_MILLIS.format(query.to())));
        text.append(query.reader()
                .map(user -> "What concerns %s, and what concerns nobody in particular.%n".formatted(user))
                .orElse("What concerns everybody, for an administrator.%n".formatted()));
        text.append("Times are UTC. CSV is after RFC 4180; NDJSON has one JSON object a line. Written at %s.%n%n"
                .formatted(TimeSource.ISO_MILLIS.format(now)));
        text.append(contents);
        missing.forEach((what, capability) ->
                text.append("%nMissing: %s. The capability '%s' is not there now.%n".formatted(what, capability)));
        zip.write(text.toString().replace("\r\n", "\n").getBytes(UTF_8));
        zip.closeEntry();
        zip.finish();
    }

    private void begin(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.ofInstant(now, ZoneOffset.UTC));
        zip.putNextEntry(entry);
        if (!name.contains("/")) {
            contents.append(name).append('\n');
        }
    }
}
