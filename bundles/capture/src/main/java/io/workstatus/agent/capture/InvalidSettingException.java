package io.workstatus.agent.capture;

/** A setting has a value that it must not have. The message names all three: the setting, the value, what is allowed. */
final class InvalidSettingException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidSettingException(String name, Object value, String rule) {
        super("%s is set to '%s', but %s; change it in the configuration %s"
                .formatted(name, PlainLine.of(value.toString()), rule, Capture.PID));
    }
}
