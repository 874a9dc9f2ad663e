package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code POST /api/v1/setup/mail}: before the first user exists, whoever has the set-up token names the mail server. It is
 * tried out with a mail first, and kept if it took that.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/setup/mail")
public final class SetupMailServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient Mfa mfa;
    private final transient ConfigurationAdmin configurations;

    @Activate
    public SetupMailServlet(@Reference Mfa mfa, @Reference ConfigurationAdmin configurations) {
        this.mfa = mfa;
        this.configurations = configurations;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            JsonNode body = body(request);
            mfa.accounts().requireSetupToken(text(body, "token"));
            MailSettings settings = MailSettings.of(
                    text(body, "smtpHost"),
                    body.path("smtpPort").asInt(),
                    flag(body, "smtpStartTls", true),
                    flag(body, "smtpTls", false),
                    optionalText(body, "smtpUser").orElse(""),
                    text(body, "mailFrom"));
            String password = optionalText(body, "smtpPassword").orElse("");
            if (password.chars().anyMatch(c -> c < ' ')) {
                throw new Refusal(422, "The mail server's password has a line break in it.");
            }
            String said = mfa.mailTrial().send(text(body, "to"), new Mailer.Account(settings, password));
            keep(settings, password);
            send(response, 200, Map.of("said", said));
        });
    }

    private void keep(MailSettings settings, String password) throws Refusal {
        try {
            if (!password.isEmpty()) {
                mfa.smtpSecret().write(password);
            }
            Configuration configuration = configurations.getConfiguration(Mfa.PID, "?");
            Dictionary<String, Object> properties = configuration.getProperties();
            Map<String, Object> next =
                    properties == null ? new HashMap<>() : new HashMap<>(FrameworkUtil.asMap(properties));
            next.put("smtpHost", settings.host());
            next.put("smtpPort", settings.port());
            next.put("smtpStartTls", settings.security() == MailSettings.Security.STARTTLS);
            next.put("smtpTls", settings.security() == MailSettings.Security.TLS);
            next.put("smtpUser", settings.user());
            next.put("mailFrom", settings.from());
            configuration.update(FrameworkUtil.asDictionary(next));
            // Configuration Admin tells the component a moment later; the next request may come sooner.
            mfa.mailIs(settings);
        } catch (IOException e) {
            throw Refusal.unwritable(e);
        }
    }
}
