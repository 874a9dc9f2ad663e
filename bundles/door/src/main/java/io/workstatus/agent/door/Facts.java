package io.workstatus.agent.door;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules look at in a request.
 *
 * @param method as sent
 * @param uri the request's target as sent, without the query
 * @param path decoded and normalised, without {@code ;parameters}: what the servlet will be chosen by
 * @param hosts all values of {@code Host}
 * @param authority whom the server takes the request to be meant for; differs from {@code Host} for an absolute target
 * @param origins all values of {@code Origin}
 * @param fetchSite {@code Sec-Fetch-Site} or null
 * @param requestedBy whether there is an {@code X-Requested-By}
 * @param methodOverride whether a header wants the method to be another one
 * @param loopback whether it comes from this machine
 */
record Facts(
        String method,
        String uri,
        String path,
        List<String> hosts,
        String authority,
        List<String> origins,
        @Nullable String fetchSite,
        boolean requestedBy,
        boolean methodOverride,
        boolean loopback) {

    Facts {
        hosts = List.copyOf(hosts);
        origins = List.copyOf(origins);
    }

    /** Whether it only asks. The names of methods are case-sensitive. */
    boolean onlyAsks() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
