package io.workstatus.agent.config.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * {@code bin/workstatus policy-key} and {@code sign-policy}: the keys with which policies are signed, for whoever owns the
 * machine. Arguments: {@code key <secrets folder>} or {@code sign <key file> <document>}.
 */
public final class PolicyKeyCommand {

    /** Name of the secret that holds the private key. */
    static final String SECRET = "policy-key";

    private PolicyKeyCommand() {}

    /** Ends with 0, or with 1 and one line on standard error. */
    public static void main(String[] arguments) {
        try {
            System.out.println(
                    arguments[0].equals("key")
                            ? makeKey(Path.of(arguments[1]))
                            : sign(Path.of(arguments[1]), Path.of(arguments[2])));
        } catch (IOException | PolicyException | IllegalArgumentException e) {
            System.err.println("workstatus: " + (e instanceof IOException ? e.toString() : e.getMessage()));
            System.exit(1);
        }
    }

    /** Makes a key pair where there is none, and keeps its private half. */
    static String makeKey(Path secrets) throws IOException {
        Path file = secrets.resolve(SECRET);
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " is there already: agents that pin its public key would refuse"
                    + " what another one signs. Remove it first if that is what you want");
        }
        KeyPair pair = PolicyKey.generate();
        WholeFile.write(file, (PolicyKey.text(pair.getPrivate()) + "\n").getBytes(UTF_8));
        return PolicyKey.text(pair.getPublic());
    }

    /** Signs the very bytes of a file that says its number and its expiry; the signature goes beside it. */
    static String sign(Path keyFile, Path document) throws IOException, PolicyException {
        byte[] bytes = Files.readAllBytes(document);
        ObjectNode json = StrictJson.object(bytes);
        PolicyDocument.of(json);
        if (!json.path(PolicyDocument.VERSION).canConvertToLong()
                || !json.path(PolicyDocument.VERSION).isIntegralNumber()) {
            throw PolicyException.refused(
                    document + ": " + PolicyDocument.VERSION + " is missing: a whole number, greater each time");
        }
        try {
            Instant.parse(json.path(PolicyDocument.EXPIRES).asText());
        } catch (DateTimeException e) {
            throw PolicyException.refused(
                    document + ": " + PolicyDocument.EXPIRES + " is missing: a time, as 2027-01-31T00:00:00.000Z");
        }
        Path signature = document.resolveSibling(document.getFileName() + ".sig");
        WholeFile.write(signature, (PolicyKey.parse(Files.readString(keyFile)).sign(bytes) + "\n").getBytes(UTF_8));
        return signature.toString();
    }
}
