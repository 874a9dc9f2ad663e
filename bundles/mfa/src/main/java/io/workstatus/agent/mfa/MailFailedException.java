package io.workstatus.agent.mfa;

/** A mail did not go. The message is one line for people: who said what, and what to do. */
final class MailFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    MailFailedException(String sentence) {
        super(sentence);
    }
}
