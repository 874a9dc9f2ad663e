package io.workstatus.agent.mfa;

import java.util.Optional;

/**
 * Through which server mail goes.
 *
 * @param host empty where mail is not set up
 * @param user empty where the server asks for no login
 * @param from the sender's address
 */
record MailSettings(String host, int port, Security security, String user, String from) {

    /** How the line is protected. */
    enum Security {
        NONE,
        /** RFC 3207: begun in the clear and never gone on with in the clear. */
        STARTTLS,
        /** RFC 8314 §3.3: from the first byte. */
        TLS
    }

    static MailSettings of(String host, int port, boolean startTls, boolean tls, String user, String from) {
        Security security = tls ? Security.TLS : startTls ? Security.STARTTLS : Security.NONE;
        return new MailSettings(host.strip(), port, security, user.strip(), from.strip());
    }

    /** What has to be put right before a mail can be sent, in one sentence. */
    Optional<String> problem() {
        if (host.isEmpty()) {
            return Optional.of("Mail is not set up on this agent: set smtpHost and mailFrom of " + Mfa.PID + ".");
        }
        if (host.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            return Optional.of("The mail server's name (smtpHost) has a space or a line break in it.");
        }
        if (port < 1 || port > 65_535) {
            return Optional.of("The mail server's port (smtpPort) is a number from 1 to 65535.");
        }
        if (!MailAddress.isPlain(from)) {
            return Optional.of("The sender's address (mailFrom) is not a plain address, as agent@example.com.");
        }
        return Optional.empty();
    }

    /** For people. */
    String server() {
        return "The mail server " + host + ":" + port;
    }
}
