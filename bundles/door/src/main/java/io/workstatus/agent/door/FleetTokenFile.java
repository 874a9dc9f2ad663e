package io.workstatus.agent.door;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code secrets/fleet-token} of the home, looked at once a second at most, so that a new token counts at once. */
final class FleetTokenFile implements Supplier<Optional<FleetToken>> {

    private static final Logger LOG = LoggerFactory.getLogger(FleetTokenFile.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final LongSupplier nanoTime;
    private Optional<FleetToken> token = Optional.empty();
    private @Nullable String text;
    private long readAt;

    FleetTokenFile(Path home, LongSupplier nanoTime) {
        this.file = home.resolve("secrets/fleet-token");
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong() - FRESH_NANOS;
    }

    @Override
    public synchronized Optional<FleetToken> get() {
        long now = nanoTime.getAsLong();
        if (now - readAt >= FRESH_NANOS) {
            readAt = now;
            read();
        }
        return token;
    }

    private void read() {
        try {
            String current = Files.readString(file).strip();
            if (!current.equals(text)) {
                text = current;
                token = Optional.empty();
                token = Optional.of(new FleetToken(current));
            }
        } catch (NoSuchFileException e) {
            text = null;
            token = Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            token = Optional.empty();
            LOG.warn("The fleet's token in {} cannot be used: {}", file, e.getMessage());
        }
    }
}
