package io.workstatus.agent.store.s3;

import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** An S3 server in memory that verifies signatures, on a free port of loopback. */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "screens";
    static final String KEY_ID = "AKIDLOCALTEST";
    static final String SECRET = "a-secret-for-tests-only";

    final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private final S3Proxy proxy;

    S3Server() throws Exception {
        objects.createContainer(BUCKET);
        proxy = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                .build();
        proxy.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** Properties of a configuration that leads here. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bucket", BUCKET);
        properties.put("region", "eu-central-1");
        properties.put("endpoint", endpoint().toString());
        properties.put("pathStyle", true);
        return properties;
    }

    HeadObjectResponse head(String key) {
        return objects.blobMetadata(BUCKET, key);
    }

    boolean has(String key) {
        try {
            return objects.blobExists(BUCKET, key);
        } catch (S3Exception e) {
            return false;
        }
    }

    byte[] read(String key) throws Exception {
        try (InputStream in = objects.getBlob(BUCKET, key)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
