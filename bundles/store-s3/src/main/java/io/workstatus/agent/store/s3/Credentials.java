package io.workstatus.agent.store.s3;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * The default provider chain, which can be begun anew: what it did not find, or found and was refused with, may be right
 * the next time, when somebody has run {@code aws configure} meanwhile.
 */
final class Credentials implements AwsCredentialsProvider, AutoCloseable {

    private final Optional<String> profile;
    private DefaultCredentialsProvider chain;

    Credentials(Optional<String> profile) {
        this.profile = profile;
        this.chain = begin();
    }

    private DefaultCredentialsProvider begin() {
        DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
        profile.ifPresent(builder::profileName);
        return builder.build();
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        return chain.resolveCredentials();
    }

    /** Looks everywhere again when it is asked the next time. */
    synchronized void renew() {
        chain.close();
        chain = begin();
    }

    @Override
    public synchronized void close() {
        chain.close();
    }
}
