package io.workstatus.agent.store.folder;

import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Tells which objects may be removed: those of a day, as their keys say, in a folder {@code dt=YYYY-MM-DD}. What lies under
 * a fixed key is no record of a day and stays.
 */
@Component(name = "io.workstatus.agent.store.folder.copies", service = LocalCopies.class)
public final class StoredObjects implements LocalCopies {

    private static final Pattern DAY = Pattern.compile("(?:^|/)dt=(\\d{4}-\\d\\d-\\d\\d)/");

    private final Path root;

    @Activate
    public StoredObjects(BundleContext context) {
        this(FolderStore.rootIn(context));
    }

    StoredObjects(Path root) {
        this.root = root;
    }

    @Override
    public String kind() {
        return SENT;
    }

    @Override
    public void list(Consumer<LocalCopy> each) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                Matcher day = DAY.matcher(name);
                if (attributes.isRegularFile() && !file.getFileName().toString().startsWith(".") && day.find()) {
                    each.accept(new LocalCopy(name, age(day.group(1), attributes), attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // deleted while it was listed
                }
                throw e;
            }
        });
    }

    /** The end of its day, or when it was stored if that is earlier. */
    private static Instant age(String day, BasicFileAttributes file) {
        Instant stored = file.lastModifiedTime().toInstant();
        try {
            Instant recorded = LocalDate.parse(day)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            return recorded.isBefore(stored) ? recorded : stored;
        } catch (DateTimeParseException e) {
            return stored;
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    /** The object first: a side file alone is no object. */
    @Override
    public void remove(String name) throws IOException {
        Path file = root.resolve(name);
        Files.deleteIfExists(file);
        Files.deleteIfExists(new ObjectPath(file).sideFile());
    }
}
