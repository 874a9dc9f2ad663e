package io.workstatus.agent.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A client of the SDK for one bucket, with what it is made of. */
final class Connection implements AutoCloseable {

    /** What everybody means who speaks S3 and is not Amazon. */
    private static final String USUAL_REGION = "us-east-1";

    private final SdkHttpClient http;
    private final Credentials credentials;
    private final S3Client client;
    private final String region;

    private Connection(SdkHttpClient http, Credentials credentials, S3Client client, String region) {
        this.http = http;
        this.credentials = credentials;
        this.client = client;
        this.region = region;
    }

    /** Reaches for no network yet. */
    static Connection open(Settings settings, int connections) throws UnusableSettingException {
        Region region = Region.of(region(settings));
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(10))
                .socketTimeout(Duration.ofSeconds(30))
                .connectionAcquisitionTimeout(Duration.ofSeconds(10))
                .connectionMaxIdleTime(Duration.ofSeconds(20))
                // Its thread would be one for all bundles that ever were.
                .useIdleConnectionReaper(false)
                .build();
        Credentials credentials = new Credentials(settings.profile());
        S3ClientBuilder builder = S3Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClient(http)
                .forcePathStyle(settings.pathStyle())
                // Checksums are made with the artifact; the SDK's own, in a trailer, is refused by many a store.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .overrideConfiguration(override -> {
                    // The queue repeats, and knows when.
                    override.retryStrategy(AwsRetryStrategy.doNotRetry());
                    override.addExecutionInterceptor(new ContentMd5());
                    settings.profile().ifPresent(override::defaultProfileName);
                });
        settings.endpoint().ifPresent(builder::endpointOverride);
        try {
            return new Connection(http, credentials, builder.build(), region.id());
        } catch (SdkClientException e) {
            credentials.close();
            http.close();
            throw new UnusableSettingException("Unusable", "S3 cannot be set up so: " + e.getMessage());
        }
    }

    private static String region(Settings settings) throws UnusableSettingException {
        Optional<String> set = settings.region();
        if (set.isPresent()) {
            return set.get();
        }
        try {
            DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
            settings.profile().ifPresent(chain::profileName);
            return chain.build().getRegion().id();
        } catch (SdkClientException e) {
            Optional<URI> endpoint = settings.endpoint();
            if (endpoint.isPresent()) {
                return USUAL_REGION;
            }
            throw new UnusableSettingException(
                    "NoRegion",
                    "The region of the S3 bucket is not known. Set region, or AWS_REGION, or run `aws configure` as the"
                            + " user that runs the agent.");
        }
    }

    S3Client client() {
        return client;
    }

    String region() {
        return region;
    }

    /** Looks for credentials again at the next call. */
    void renewCredentials() {
        credentials.renew();
    }

    @Override
    public void close() {
        client.close();
        http.close();
        credentials.close();
    }
}
