package io.workstatus.agent.mfa;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** {@code POST /api/v1/mail/test}: mails a few words, and tells what the server said. For administrators. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/api/v1/mail/test")
public final class MailTestServlet extends JsonServlet {

    private static final long serialVersionUID = 1L;

    private final transient MailTrial test;
    private final transient StepUp stepUp;

    @Activate
    public MailTestServlet(@Reference Mfa mfa) {
        test = mfa.mailTrial();
        stepUp = mfa.stepUp();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, () -> {
            requireAdmin(request);
            JsonNode body = body(request);
            User user = stepUp.user(token(request).orElse(""));
            String to = optionalText(body, "to").orElse(user.email());
            send(response, 200, Map.of("said", test.send(to)));
        });
    }
}
