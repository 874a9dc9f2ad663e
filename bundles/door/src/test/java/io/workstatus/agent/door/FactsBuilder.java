package io.workstatus.agent.door;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of a request that is in order, until a test makes it otherwise. */
final class FactsBuilder {

    private final String method;
    private String uri;
    private final String path;
    private List<String> hosts = List.of("localhost:5000");
    private String authority = "localhost:5000";
    private List<String> origins = List.of();
    private @Nullable String fetchSite;
    private boolean requestedBy;
    private boolean methodOverride;
    private boolean loopback = true;

    private FactsBuilder(String method, String path) {
        this.method = method;
        this.uri = path;
        this.path = path;
    }

    static FactsBuilder request(String method, String path) {
        return new FactsBuilder(method, path);
    }

    FactsBuilder sentAs(String value) {
        uri = value;
        return this;
    }

    FactsBuilder host(String... values) {
        hosts = List.of(values);
        authority = values.length == 1 ? values[0] : authority;
        return this;
    }

    FactsBuilder authority(String value) {
        authority = value;
        return this;
    }

    FactsBuilder origin(String... values) {
        origins = List.of(values);
        return this;
    }

    FactsBuilder fetchSite(String value) {
        fetchSite = value;
        return this;
    }

    FactsBuilder requestedBy() {
        requestedBy = true;
        return this;
    }

    FactsBuilder methodOverride() {
        methodOverride = true;
        return this;
    }

    FactsBuilder fromElsewhere() {
        loopback = false;
        return this;
    }

    Facts facts() {
        return new Facts(
                method, uri, path, hosts, authority, origins, fetchSite, requestedBy, methodOverride, loopback);
    }
}
