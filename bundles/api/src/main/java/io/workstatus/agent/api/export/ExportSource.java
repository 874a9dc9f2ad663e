package io.workstatus.agent.api.export;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Rows that can be downloaded: a whiteboard service of whoever owns them. A bundle that registers one says so in its
 * manifest, {@code Workstatus-Export: activity}, so that the download answers 503 while the bundle is stopped.
 */
@ConsumerType
public interface ExportSource {

    /** What is downloaded, as {@code activity}: the parameter {@code what}. */
    String what();

    /** The names of the columns, in their order. */
    List<String> columns();

    /**
     * Writes the rows that are asked for and may be seen by who asks, newest first.
     *
     * @throws IllegalArgumentException before the first row, if the query asks for what there cannot be; the message is for
     *     people
     */
    void write(ExportQuery query, RowWriter rows) throws IOException;

    /**
     * Writes what belongs to the rows and is no row, as pictures, each under a name of its own. Only the download of everything
     * asks for it.
     */
    default void writeFiles(ExportQuery query, FileWriter files) throws IOException {}

    /** Where files go. */
    @FunctionalInterface
    interface FileWriter {

        /**
         * Writes one file.
         *
         * @param name one of its own among the source's, letters, digits, hyphens and dots
         * @param content read to its end, and left open
         */
        void write(String name, InputStream content) throws IOException;
    }

    /** Where rows go. */
    @FunctionalInterface
    interface RowWriter {

        /** Writes one row: strings, numbers, booleans, nulls and {@code java.time.Instant}s, one for each column. */
        void write(List<? extends @Nullable Object> values) throws IOException;
    }
}
