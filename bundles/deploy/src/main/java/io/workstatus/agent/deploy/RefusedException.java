package io.workstatus.agent.deploy;

/** What was asked is not done, and nothing was changed. The message says why, in one line for people. */
class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    /** HTTP status: understood and refused. */
    int status() {
        return 422;
    }

    /** There is no such capability. */
    static final class Unknown extends RefusedException {
        private static final long serialVersionUID = 1L;

        Unknown(String id) {
            super("there is no capability '" + id + "'");
        }

        @Override
        int status() {
            return 404;
        }
    }

    /** Not while another swap runs. */
    static final class Busy extends RefusedException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("another capability is being started, stopped or replaced: try again in a moment");
        }

        @Override
        int status() {
            return 409;
        }
    }

    /** There is no jar that ran before. */
    static final class NothingBefore extends RefusedException {
        private static final long serialVersionUID = 1L;

        NothingBefore(String id) {
            super("there is none before it: '" + id + "' was never replaced, or the jar is gone from the home");
        }

        @Override
        int status() {
            return 409;
        }
    }

    /** Nobody may do that. */
    static final class NotAllowed extends RefusedException {
        private static final long serialVersionUID = 1L;

        NotAllowed(String message) {
            super(message);
        }

        @Override
        int status() {
            return 403;
        }
    }

    /** A fixed bundle. */
    static final class Fixed extends RefusedException {
        private static final long serialVersionUID = 1L;

        Fixed(String id) {
            super("'" + id + "' is a fixed bundle: it is replaced by a new release only");
        }

        @Override
        int status() {
            return 403;
        }
    }

    /** A lifecycle call that never returned; what ran before runs again once the JVM was restarted. */
    static final class Hung extends RefusedException {
        private static final long serialVersionUID = 1L;

        private final String step;

        Hung(String id, String step, long seconds) {
            super("'" + id + "' has not come back from " + step + " after " + seconds
                    + " s, which cannot be taken back: the agent is started again with what last worked");
            this.step = step;
        }

        String step() {
            return step;
        }
    }
}
