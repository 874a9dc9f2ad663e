package io.workstatus.agent.mfa;

import io.workstatus.agent.api.recording.Session;
import io.workstatus.agent.api.status.Waiting;
import io.workstatus.agent.mfa.Accounts.Application;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.util.converter.Converters;

/** The whole of sign-in in a folder of its own, with a time that a test sets. */
final class Desk implements AutoCloseable {

    static final String PASSWORD = "nine tulips sing";

    final SetTime time;
    final KeptJournal journal = new KeptJournal();
    final List<Session> sessions = new CopyOnWriteArrayList<>();
    final List<Waiting> waiting = new CopyOnWriteArrayList<>();
    final Mfa mfa;

    private final Path home;

    Desk(Path home, SetTime time, Map<String, Object> config) {
        this(home, time, config, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    Desk(Path home, SetTime time, Map<String, Object> config, SSLSocketFactory trust) {
        this.home = home;
        this.time = time;
        mfa = new Mfa(
                home,
                "5000",
                Converters.standardConverter().convert(config).to(MfaConfig.class),
                time,
                journal,
                trust,
                session -> added(sessions, session),
                reason -> added(waiting, reason));
    }

    Desk(Path home) {
        this(home, new SetTime(), Map.of());
    }

    private static <T> Runnable added(List<T> list, T item) {
        list.add(item);
        return () -> list.remove(item);
    }

    /** Sets the agent up with one administrator, whose secret it returns. */
    String setUp(String name) throws Exception {
        String token = Files.readString(home.resolve(SetupToken.FILE));
        return secret(mfa.accounts().setUp(token, new Application(name, PASSWORD, "admin", "totp", Optional.empty())));
    }

    String member(String name) throws Refusal {
        return secret(mfa.accounts()
                .create("ada", new Application(name, PASSWORD, "member", "totp", Optional.empty()))
                .orElseThrow());
    }

    static String secret(String link) {
        return link.replaceFirst(".*secret=([A-Z2-7]+)&.*", "$1");
    }

    String challenge(String name) throws Refusal {
        return mfa.desk().login(name, PASSWORD, false).id();
    }

    String code(String secret) {
        return Totp.code(secret, Totp.stepAt(time.now()));
    }

    /** A code that is none of the three that would be taken. */
    String wrongCode(String secret) {
        Supplier<String> digits = () -> "%06d".formatted(Tokens.randomBytes(1)[0] & 0xff);
        String code = digits.get();
        while (Totp.match(secret, code, time.now()).isPresent()) {
            code = digits.get();
        }
        return code;
    }

    String signIn(String name, String secret) throws Refusal {
        time.pass(Totp.STEP);
        return mfa.desk().redeem(challenge(name), code(secret), true);
    }

    @Override
    public void close() {
        mfa.deactivate();
    }
}
