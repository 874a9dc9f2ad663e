package io.workstatus.agent.mfa;

import java.util.regex.Pattern;

/** What can stand in an envelope as it is: one address, and nothing that could begin another header or command. */
final class MailAddress {

    // RFC 5321 §4.5.3.1; quoted local parts and SMTPUTF8 (RFC 6531) are not taken.
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?");

    private MailAddress() {}

    static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches();
    }
}
