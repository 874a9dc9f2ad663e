package io.workstatus.agent.store.s3;

/** A setting cannot be used. The message is one line for people and says what to do; the code is short and stable. */
final class UnusableSettingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    UnusableSettingException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
