package io.workstatus.agent.api.frame;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A filter that guarantees, by the type that it returns, that nothing can be read any more. It is applied last, and only
 * if the policy asks for it; of several, the one with the highest {@code service.ranking}. Register it as a service of
 * this type alone.
 */
@ConsumerType
public interface BlurringFilter extends FrameFilter {

    @Override
    BlurredFrame filter(RawFrame frame) throws FrameException;
}
