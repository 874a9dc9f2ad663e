package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.workstatus.agent.api.clock.TimeSource;
import java.time.Instant;
import java.util.Optional;

/**
 * With what documents are signed: the key, a number that rises with each issue, and until when they are good.
 *
 * @param number greater than that of every earlier issue
 * @param expires from then on no agent takes it
 */
record Issue(PolicyKey key, long number, Instant expires) {

    /** Puts number, expiry, and for whom it is if it is for one agent alone, into a document. */
    void stamp(ObjectNode document, Optional<String> agent) {
        document.put(PolicyDocument.VERSION, number);
        document.put(PolicyDocument.EXPIRES, TimeSource.ISO_MILLIS.format(expires));
        agent.ifPresent(id -> document.put(PolicyDocument.FOR, id));
    }

    String sign(byte[] body) {
        return key.sign(body);
    }
}
