package io.workstatus.agent.config.client;

import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a document has to bear besides good values of the three names: the consent of whoever knows others of its names,
 * and, where a key is pinned, a signature of it, a version that is not older than any before, and a time that is not over.
 */
final class PolicyGuard {

    private static final String VERSION = "policy_version";
    private static final String EXPIRES = "policy_expires";
    private static final String FOR = "policy_for";

    private final TimeSource time;
    private final String agentId;
    private final Function<String, Optional<String>> objections;
    private final Optional<AcceptedPolicies> accepted;
    private final @Nullable PinnedKey key;

    /**
     * Guards for one agent.
     *
     * @param objections what is wrong with names of the policy that others know
     * @param accepted so far, where a key is pinned
     */
    PolicyGuard(
            TimeSource time,
            String agentId,
            Function<String, Optional<String>> objections,
            @Nullable PinnedKey key,
            Optional<AcceptedPolicies> accepted) {
        this.time = time;
        this.agentId = agentId;
        this.objections = objections;
        this.key = key;
        this.accepted = accepted;
    }

    /** Whether a document needs a signature. */
    boolean wantsSignature() {
        return key != null;
    }

    void admit(PolicyAnswer.Document answer, ReceivedPolicy policy) throws RefusedException {
        if (key != null) {
            checkSignature(key, answer);
            checkAge(answer, policy);
        }
        Optional<String> objection = objections.apply(policy.document().toString());
        if (objection.isPresent()) {
            throw new RefusedException(objection.get());
        }
    }

    /** Whether what was accepted may go on being so, when the source says that it has nothing newer. */
    void stillGood(ReceivedPolicy policy) throws RefusedException {
        if (key != null) {
            checkExpiry(policy);
        }
    }

    /** No earlier one is accepted from here on. */
    void accepted(PolicyAnswer.Document answer, ReceivedPolicy policy) throws IOException {
        if (accepted.isPresent()) {
            accepted.get().add(policy.document().path(VERSION).longValue(), hash(answer.body()));
        }
    }

    private static void checkSignature(PinnedKey key, PolicyAnswer.Document answer) throws RefusedException {
        if (answer.signature() == null) {
            throw new RefusedException("it is unsigned, and a public key is pinned");
        }
        if (!key.signed(answer.body(), answer.signature())) {
            throw new RefusedException("it is forged: the signature does not fit its bytes and the pinned key");
        }
    }

    private void checkAge(PolicyAnswer.Document answer, ReceivedPolicy policy) throws RefusedException {
        var version = policy.document().path(VERSION);
        if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 0) {
            throw new RefusedException(VERSION + " is to be a whole number, as it is signed");
        }
        long highest = accepted.map(AcceptedPolicies::version).orElse(-1L);
        if (version.longValue() < highest) {
            boolean known =
                    accepted.filter(all -> all.knows(hash(answer.body()))).isPresent();
            throw new RefusedException(
                    known
                            ? "it is replayed: version " + version + " was in force, and version " + highest
                                    + " came after it"
                            : "it is stale: version " + version + " is older than version " + highest);
        }
        checkExpiry(policy);
        var recipient = policy.document().path(FOR);
        if (!recipient.isMissingNode() && !recipient.asText().equals(agentId)) {
            throw new RefusedException("it is for another agent");
        }
    }

    private void checkExpiry(ReceivedPolicy policy) throws RefusedException {
        try {
            Instant expires = Instant.parse(policy.document().path(EXPIRES).asText());
            if (!time.now().isBefore(expires)) {
                throw new RefusedException("it is expired since " + TimeSource.ISO_MILLIS.format(expires));
            }
        } catch (DateTimeException e) {
            throw new RefusedException(EXPIRES + " is to be a time, as it is signed");
        }
    }

    /** The first half of the SHA-256, in hexadecimal digits. */
    static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
