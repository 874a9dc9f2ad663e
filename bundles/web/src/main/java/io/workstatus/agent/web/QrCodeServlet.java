package io.workstatus.agent.web;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Draws the {@code otpauth:} address in a request's body as a QR code. The address holds the secret of the second factor, so
 * it comes in a body and never in an address, and nothing of it is kept.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("workstatus-qr-code")
@HttpWhiteboardServletPattern("/signin/qr")
public final class QrCodeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Longest address that is drawn, in bytes: beyond that a phone has trouble to read the code from a screen. */
    static final int MAX_BYTES = 1024;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            response.sendError(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The address is too long for a QR code.");
            return;
        }
        String address = new String(body, StandardCharsets.UTF_8);
        if (!address.startsWith("otpauth://")) {
            response.sendError(422, "Only an otpauth address is drawn here.");
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("image/svg+xml");
        response.getOutputStream().write(svg(address).getBytes(StandardCharsets.UTF_8));
    }

    /** Black on white, whatever the page's colours: not every reader takes an inverted code. */
    static String svg(String text) throws DataTooLongException {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        int quietZone = 4;
        int size = code.size + 2 * quietZone;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + quietZone)
                            .append(' ')
                            .append(y + quietZone)
                            .append("h1v1h-1z");
                }
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                <path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path d="%2$s"/></svg>
                """.formatted(size, path);
    }
}
