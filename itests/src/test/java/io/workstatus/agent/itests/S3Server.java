package io.workstatus.agent.itests;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 server that verifies signatures, in memory, on a free port of loopback. */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "screens";
    static final String KEY_ID = "AKIDLOCALTEST";
    static final String SECRET = "a-secret-for-tests-only";

    /** What this server calls a file while a put writes it; it lists it, too. */
    private static final Pattern BEING_WRITTEN = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private final TransientNio2BlobStore objects = new TransientNio2BlobStore();
    private final S3Proxy proxy;
    private final S3Proxy readers;

    private S3Server() {
        proxy = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET)
                .build();
        readers = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
    }

    static S3Server start() throws Exception {
        S3Server server = new S3Server();
        server.objects.createContainer(BUCKET);
        server.proxy.start();
        server.readers.start();
        return server;
    }

    /** A configuration of the S3 store that leads to this server, with this bucket. */
    Map<String, Object> configuration(String bucket) {
        return configuration(bucket, port());
    }

    /** The same through a port that leads here. */
    Map<String, Object> configuration(String bucket, int port) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("bucket", bucket);
        properties.put("region", "eu-central-1");
        properties.put("endpoint", "http://127.0.0.1:" + port);
        properties.put("pathStyle", true);
        properties.put("prefix", "");
        return properties;
    }

    /** Where whoever stores has to sign. */
    int port() {
        return proxy.getPort();
    }

    /** Everything that was stored, by key; the value is the object's metadata. */
    Map<String, HeadObjectResponse> stored() {
        Map<String, HeadObjectResponse> stored = new TreeMap<>();
        objects.list(BUCKET).contents().stream()
                .map(S3Object::key)
                .filter(key -> !BEING_WRITTEN.matcher(key).find())
                .forEach(key -> stored.put(key, objects.blobMetadata(BUCKET, key)));
        return stored;
    }

    /** The address of an object as a bucket that anybody may read has it, or what is cached in front of one. */
    String publicUrl(String key) {
        return "http://127.0.0.1:" + readers.getPort() + "/" + BUCKET + "/" + key;
    }

    byte[] read(String key) throws IOException {
        try (InputStream in = objects.getBlob(BUCKET, key)) {
            return in.readAllBytes();
        }
    }

    /** Puts something in the place of an object past every signature: what whoever has the bucket can do. */
    void replace(String key, byte[] content, Map<String, String> metadata) {
        objects.putBlob(
                PutObjectRequest.builder()
                        .bucket(BUCKET)
                        .key(key)
                        .contentLength((long) content.length)
                        .metadata(metadata)
                        .build(),
                new ByteArrayInputStream(content));
    }

    @Override
    public void close() {
        try {
            proxy.stop();
            readers.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
