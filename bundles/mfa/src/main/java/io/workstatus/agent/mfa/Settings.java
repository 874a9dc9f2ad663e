package io.workstatus.agent.mfa;

import io.workstatus.agent.mfa.SignIns.Limits;
import java.time.Duration;

/**
 * The configuration in the units that are used, each value within what is allowed.
 *
 * @param session length of a recording session
 * @param signIn how long a sign-in lasts
 * @param issuer the name in authenticator apps
 * @param mail through which server mail goes
 */
record Settings(Duration session, Limits signIn, String issuer, MailSettings mail) {

    static Settings of(MfaConfig config) {
        return new Settings(
                seconds(config.sessionHours() * 3600, 36, 24 * 3600),
                new Limits(
                        seconds(config.idleMinutes() * 60, 3, 15 * 60),
                        seconds(config.maxHours() * 3600, 36, 8 * 3600)),
                config.issuer().isBlank() || config.issuer().contains(":") ? "Workstatus" : config.issuer(),
                MailSettings.of(
                        config.smtpHost(),
                        config.smtpPort(),
                        config.smtpStartTls(),
                        config.smtpTls(),
                        config.smtpUser(),
                        config.mailFrom()));
    }

    /** What is no number at all counts as the shortest time. */
    private static Duration seconds(double seconds, double least, double most) {
        double within = Double.isNaN(seconds) ? least : Math.max(least, Math.min(most, seconds));
        return Duration.ofMillis(Math.round(within * 1000));
    }
}
