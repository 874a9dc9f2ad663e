package io.workstatus.agent.upload;

import io.workstatus.agent.api.retention.LocalCopies;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tells which items may be removed: those that were sent, and those that were set aside. Never those that wait. */
@Component(
        name = "io.workstatus.agent.upload.copies",
        service = {},
        immediate = true)
public final class DoneItems {

    private final List<ServiceRegistration<LocalCopies>> told;

    @Activate
    public DoneItems(BundleContext context, @Reference DurableQueue queue) {
        QueueFolder folder = queue.folder();
        told = List.of(
                context.registerService(LocalCopies.class, new ItemCopies(LocalCopies.SENT, folder.sent()), null),
                context.registerService(
                        LocalCopies.class, new ItemCopies(LocalCopies.QUARANTINE, folder.quarantine()), null));
    }

    @Deactivate
    void close() {
        told.forEach(ServiceRegistration::unregister);
    }
}
