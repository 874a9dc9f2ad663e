package io.workstatus.agent.mfa;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** One conversation with a mail server, and what came of it in a sentence. */
final class SmtpServer {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final int MOST_WORDS = 200;
    private static final int ID_LETTERS = 26;

    private final MailSettings settings;
    private final Optional<String> password;
    private final CuttableSockets sockets;

    SmtpServer(MailSettings settings, Optional<String> password, CuttableSockets sockets) {
        this.settings = settings;
        this.password = password;
        this.sockets = sockets;
    }

    /** What is mailed. ASCII, so that it arrives as it is. */
    record Mail(String to, String subject, String text, Instant date) {}

    /** Hands a mail over, and returns the words with which the server took it. */
    String deliver(Mail mail) throws MailFailedException {
        Optional<String> problem = settings.problem().or(this::missingSecret);
        if (problem.isPresent()) {
            throw new MailFailedException(problem.get());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The mail API looks for its parts with it; they are in this bundle.
        thread.setContextClassLoader(SmtpServer.class.getClassLoader());
        try {
            return converse(mail);
        } catch (MessagingException | IOException e) {
            throw new MailFailedException(sentence(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Optional<String> missingSecret() {
        return settings.user().isEmpty() || password.isPresent()
                ? Optional.empty()
                : Optional.of("There is no password for the mail server's user " + settings.user()
                        + ": run \"bin/workstatus secret smtp\" on this machine.");
    }

    private String converse(Mail mail) throws MessagingException, IOException, MailFailedException {
        if (!settings.user().isEmpty()
                && settings.security() == MailSettings.Security.NONE
                && !InetAddress.getByName(settings.host()).isLoopbackAddress()) {
            throw new MailFailedException("The mail server's password is not sent in the clear: set smtpStartTls or"
                    + " smtpTls, or leave smtpUser empty.");
        }
        Session session = Session.getInstance(properties());
        MimeMessage message = message(session, mail);
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            if (settings.user().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(settings.host(), settings.port(), settings.user(), password.orElseThrow());
            }
            transport.sendMessage(message, message.getAllRecipients());
            return words(transport.getLastServerResponse());
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.port", Integer.toString(settings.port()));
        properties.put("mail.smtp.auth", Boolean.toString(!settings.user().isEmpty()));
        properties.put(
                "mail.smtp.starttls.required", Boolean.toString(settings.security() == MailSettings.Security.STARTTLS));
        properties.put(
                "mail.smtp.starttls.enable", Boolean.toString(settings.security() == MailSettings.Security.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(settings.security() == MailSettings.Security.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.protocols", "TLSv1.2 TLSv1.3");
        properties.put("mail.smtp.socketFactory", sockets.plain());
        properties.put("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.ssl.socketFactory", sockets.tls());
        properties.put("mail.smtp.connectiontimeout", Long.toString(CONNECT.toMillis()));
        properties.put("mail.smtp.timeout", Long.toString(SILENCE.toMillis()));
        properties.put("mail.smtp.quitwait", "false");
        // A greeting with this machine's name would need its name service to answer.
        properties.put("mail.smtp.localhost", "localhost");
        return properties;
    }

    private MimeMessage message(Session session, Mail mail) throws MessagingException {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader(
                        "Message-ID",
                        "<" + letters()
                                + settings.from().substring(settings.from().indexOf('@')) + ">");
            }
        };
        message.setFrom(new InternetAddress(settings.from()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to()));
        message.setSubject(mail.subject(), StandardCharsets.US_ASCII.name());
        message.setText(mail.text(), StandardCharsets.US_ASCII.name());
        message.setSentDate(Date.from(mail.date()));
        // RFC 3834: no answer of an absence note is wanted.
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    /** No digits: nothing in a header looks like a code. */
    private static String letters() {
        StringBuilder letters = new StringBuilder();
        for (byte b : Tokens.randomBytes(ID_LETTERS)) {
            letters.append((char) ('a' + Math.floorMod(b, ID_LETTERS)));
        }
        return letters.toString();
    }

    private String sentence(Exception failure) {
        String server = settings.server();
        if (sockets.isCut()) {
            return server + " was too slow: the mail was given up.";
        }
        if (failure instanceof AuthenticationFailedException) {
            return server + " refused the login of " + settings.user() + " and said: " + words(failure.getMessage())
                    + ". Check smtpUser, and give the password with \"bin/workstatus secret smtp\".";
        }
        if (find(failure, SMTPAddressFailedException.class).isPresent()) {
            return server + " refused the recipient and said: "
                    + words(find(failure, SMTPAddressFailedException.class)
                            .map(Throwable::getMessage)
                            .orElse(""));
        }
        if (find(failure, SMTPSenderFailedException.class).isPresent()) {
            return server + " refused the sender " + settings.from() + " and said: "
                    + words(find(failure, SMTPSenderFailedException.class)
                            .map(Throwable::getMessage)
                            .orElse(""));
        }
        if (find(failure, CertificateException.class).isPresent() || saysIdentity(failure)) {
            return server + " has a certificate that this machine does not trust, so nothing was sent: "
                    + words(last(failure).getMessage());
        }
        if (find(failure, SSLHandshakeException.class).isPresent()) {
            return server + " and this agent did not agree on TLS: "
                    + words(last(failure).getMessage());
        }
        if (find(failure, SSLException.class).isPresent()) {
            return server
                    + " does not speak TLS from the first byte there; set smtpTls to false, or take another port.";
        }
        if (find(failure, UnknownHostException.class).isPresent()) {
            return server + " is not found: its name does not resolve.";
        }
        if (find(failure, SocketTimeoutException.class).isPresent()) {
            return server + " did not answer in time.";
        }
        if (find(failure, ConnectException.class).isPresent()
                || find(failure, NoRouteToHostException.class).isPresent()) {
            return server + " cannot be reached: " + words(last(failure).getMessage());
        }
        return server + " did not take the mail: " + words(last(failure).getMessage());
    }

    private static boolean saysIdentity(Throwable failure) {
        return causes(failure)
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.contains("identity"));
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Throwable last(Throwable failure) {
        return causes(failure).reduce((first, second) -> second).orElse(failure);
    }

    /** The chain of causes; of the mail API's own, also what each was followed by. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(
                        failure,
                        e -> e != null,
                        e -> e instanceof SendFailedException failed && failed.getNextException() != null
                                ? failed.getNextException()
                                : e.getCause())
                .limit(20);
    }

    /** What a server says goes on one line, and has an end. */
    private static String words(String said) {
        String line = said == null ? "" : said.strip().replaceAll("\\s+", " ").replaceAll("[^ -~]", "?");
        return line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) + "…" : line;
    }
}
