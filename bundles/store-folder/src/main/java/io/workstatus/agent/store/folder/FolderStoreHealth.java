package io.workstatus.agent.store.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the folder takes objects, and for how much longer. */
@Component(
        name = "io.workstatus.agent.store.folder.health",
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=Folder store", HealthCheck.TAGS + "=store-folder"})
public final class FolderStoreHealth implements HealthCheck {

    private static final long LOW_BYTES = 256L << 20;

    private final Path root;

    @Activate
    public FolderStoreHealth(BundleContext context) {
        this(FolderStore.rootIn(context));
    }

    FolderStoreHealth(Path root) {
        this.root = root;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        // Before the first object the folder is not there yet; then what counts is where it will be made.
        Path nearest = Files.exists(root) ? root : root.getParent();
        if (!Files.isDirectory(nearest)) {
            log.critical("{} is not a folder. Move away what stands there.", nearest);
        } else if (!Files.isWritable(nearest)) {
            log.critical("{} cannot be written. Make it writable for the user that runs the agent.", nearest);
        } else {
            checkSpace(nearest, log);
        }
        return new Result(log);
    }

    /** Not asked of the file store, which cannot be found where the mount table is not to be seen, as in a chroot. */
    private void checkSpace(Path folder, FormattingResultLog log) {
        long free = folder.toFile().getUsableSpace();
        if (free < LOW_BYTES) {
            log.warn("Only {} MB are free under {}.", free >> 20, root);
        } else {
            log.info("{} MB are free under {}.", free >> 20, root);
        }
    }
}
