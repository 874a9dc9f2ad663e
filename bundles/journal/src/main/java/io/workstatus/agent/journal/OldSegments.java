package io.workstatus.agent.journal;

import io.workstatus.agent.api.launch.LaunchProperties;
import io.workstatus.agent.api.retention.LocalCopies;
import io.workstatus.agent.api.retention.LocalCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Tells which segments may be removed, the oldest first and never the one that is written to: only such whose end was signed,
 * so that what is left can still be verified.
 */
@Component(name = "io.workstatus.agent.journal.copies", service = LocalCopies.class)
public final class OldSegments implements LocalCopies {

    private final Path folder;

    @Activate
    public OldSegments(BundleContext context) {
        this(Path.of(context.getProperty(LaunchProperties.HOME)).resolve("journal"));
    }

    OldSegments(Path folder) {
        this.folder = folder;
    }

    @Override
    public String kind() {
        return JOURNAL;
    }

    @Override
    public void list(Consumer<LocalCopy> each) throws IOException {
        List<Segment> oldestFirst = new ArrayList<>(Segment.newestFirst(folder));
        Collections.reverse(oldestFirst);
        Set<Long> ends = ends();
        for (int i = 0; i < oldestFirst.size() - 1; i++) {
            Segment segment = oldestFirst.get(i);
            if (lastSeq(segment.file()).filter(ends::contains).isEmpty()) {
                return;
            }
            each.accept(
                    new LocalCopy(segment.file().getFileName().toString(), segment.hour(), Files.size(segment.file())));
        }
    }

    private Set<Long> ends() throws IOException {
        Set<Long> ends = new HashSet<>();
        for (String line : Head.lines(folder)) {
            Head.parse(line).filter(Head::end).map(Head::seq).ifPresent(ends::add);
        }
        return ends;
    }

    private static Optional<Long> lastSeq(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] line = new LinesBackwards(channel).next();
            return line == null ? Optional.empty() : WrittenRecord.parse(line).map(WrittenRecord::seq);
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
