package io.workstatus.agent.api.queue;

import org.osgi.annotation.versioning.ProviderType;

/** The durable queue in front of the store. */
@ProviderType
public interface UploadQueue {

    /**
     * Takes an artifact over. When this returns, the artifact is on the disk, synchronised, and will be stored whatever
     * happens; when it throws, nothing was taken and offering it again is safe.
     *
     * @throws OfferRefusedException if it cannot be kept now
     */
    void offer(Artifact artifact) throws OfferRefusedException;
}
