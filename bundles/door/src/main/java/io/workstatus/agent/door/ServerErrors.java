package io.workstatus.agent.door;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server itself answers to what it does not take for a request: as the door would, and with its headers. */
final class ServerErrors implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object found = request.getAttribute(ErrorHandler.ERROR_STATUS);
        int status = found instanceof Integer code ? code : response.getStatus();
        response.setStatus(status);
        SecurityHeaders.forPages().all().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        ErrorBody body = forPeople(request) ? ErrorBody.page(status, null) : ErrorBody.problem(status, null, null);
        response.getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, body.mediaType()));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.content().length);
        response.write(true, ByteBuffer.wrap(body.content()), callback);
        return true;
    }

    private static boolean forPeople(Request request) {
        String accepted = request.getHeaders().get(HttpHeader.ACCEPT);
        HttpURI uri = request.getHttpURI();
        String path = uri == null || uri.getPath() == null ? "" : uri.getPath();
        return accepted != null && accepted.contains("text/html") && !Paths.forPrograms(path);
    }
}
