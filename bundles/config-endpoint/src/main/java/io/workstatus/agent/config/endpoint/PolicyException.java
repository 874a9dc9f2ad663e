package io.workstatus.agent.config.endpoint;

/** A document is no policy. The message says in one line which value is wrong, and why. */
final class PolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    enum Kind {
        /** No JSON object. */
        MALFORMED,
        /** More bytes than a policy has. */
        TOO_LARGE,
        /** Understood, but a value will not do. */
        REFUSED
    }

    private final Kind kind;

    PolicyException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static PolicyException refused(String message) {
        return new PolicyException(Kind.REFUSED, message);
    }

    Kind kind() {
        return kind;
    }
}
