package io.workstatus.agent.config.endpoint;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Workstatus policy: served to a fleet",
        description = "A listener of its own for other machines' agents: GET /get-config over TLS and nothing else, for"
                + " whoever has the token (bin/workstatus secret fleet-token). What each agent records is said by its"
                + " policy in force, which wins over its local settings.")
@interface FleetConfig {

    @AttributeDefinition(name = "Serve a fleet", description = "Whether other machines are served at all.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Address",
            description = "The address of this machine to listen on; 0.0.0.0 is all of them.")
    String address() default "0.0.0.0";

    @AttributeDefinition(name = "Port", description = "The TCP port, 1 to 65,535.", min = "1", max = "65535")
    int port() default 5443;

    @AttributeDefinition(
            name = "Certificate",
            description = "PEM file with the certificate and the chain above it, absolute or below the home.",
            required = false)
    String certificate() default "secrets/fleet-certificate.pem";

    @AttributeDefinition(
            name = "Key",
            description =
                    "PEM file with the certificate's private key (PKCS#8, not encrypted), absolute or below the home.",
            required = false)
    String key() default "secrets/fleet-key.pem";
}
