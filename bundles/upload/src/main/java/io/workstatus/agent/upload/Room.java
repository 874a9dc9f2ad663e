package io.workstatus.agent.upload;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.queue.OfferRefusedException;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Room for what is offered, within the limit: kept free by refusing, or made by dropping what has waited longest. */
final class Room {

    private final RoomLimit limit;
    private final LongSupplier freeBytes;
    private final Line line;
    private final Books books;
    private final TimeSource time;

    Room(RoomLimit limit, LongSupplier freeBytes, Line line, Books books, TimeSource time) {
        this.limit = limit;
        this.freeBytes = freeBytes;
        this.line = line;
        this.books = books;
        this.time = time;
    }

    /** What can still be used of the disk under a folder; less than zero if that is not known. */
    static long freeUnder(File folder) {
        return folder.getTotalSpace() > 0 ? folder.getUsableSpace() : -1;
    }

    /** Returns once there is room for what arrives, which the line knows of already. */
    void makeFor(long bytes) throws OfferRefusedException, IOException {
        Optional<String> refusal = refusal(bytes);
        while (refusal.isPresent() && limit.dropOldest() && couldEverHave(bytes)) {
            Optional<String> oldest = line.claimOldest();
            if (oldest.isEmpty()) {
                break;
            }
            drop(oldest.get());
            refusal = refusal(bytes);
        }
        if (refusal.isPresent()) {
            line.offered(new QueueError("QueueFull", refusal.get(), time.now(), false));
            throw new OfferRefusedException(refusal.get());
        }
    }

    private Optional<String> refusal(long bytes) {
        return limit.refusal(freeBytes.getAsLong(), line.bytesBeside(bytes), bytes);
    }

    /** Nothing gives way to what is too large for an empty queue. */
    private boolean couldEverHave(long bytes) {
        long free = freeBytes.getAsLong();
        return limit.refusal(free < 0 ? free : free + line.bytesBeside(bytes), 0, bytes)
                .isEmpty();
    }

    private void drop(String id) throws IOException {
        try {
            books.dropForRoom(id);
        } finally {
            line.release(id);
        }
    }
}
