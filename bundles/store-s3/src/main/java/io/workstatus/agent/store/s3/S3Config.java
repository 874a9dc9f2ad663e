package io.workstatus.agent.store.s3;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

@ObjectClassDefinition(
        name = "Workstatus: Amazon S3",
        description =
                "With a bucket set, everything is stored there; without, in the local folder. Credentials come from"
                        + " where the AWS command line has them: run `aws configure` as the user that runs the agent."
                        + " What a policy sets wins over local settings.")
@interface S3Config {

    @AttributeDefinition(name = "Bucket", description = "Its name; empty: S3 is not used.", required = false)
    String bucket() default "";

    @AttributeDefinition(
            name = "Region",
            description = "Of the bucket, as eu-central-1; empty: the AWS configuration's.",
            required = false)
    String region() default "";

    @AttributeDefinition(
            name = "Endpoint",
            description = "Address of another store that speaks S3, as https://s3.example.org; empty: Amazon's.",
            required = false)
    String endpoint() default "";

    @AttributeDefinition(
            name = "Path style",
            description = "The bucket's name in the path rather than in the host's name, as most other stores want it.")
    boolean pathStyle() default false;

    @AttributeDefinition(
            name = "Prefix",
            description = "Stands before every key as it is; end it with a slash, as in team-a/.",
            required = false)
    String prefix() default "";

    @AttributeDefinition(
            name = "Encryption",
            description = "Of the objects in the store; empty: the bucket's default.",
            required = false,
            options = {
                @Option(label = "the bucket's default", value = ""),
                @Option(label = "SSE-S3", value = "AES256"),
                @Option(label = "SSE-KMS", value = "aws:kms"),
                @Option(label = "DSSE-KMS", value = "aws:kms:dsse")
            })
    String sse() default "";

    @AttributeDefinition(
            name = "KMS key",
            description = "Id or ARN of the key for SSE-KMS; empty: the account's key for S3.",
            required = false)
    String kmsKeyId() default "";

    @AttributeDefinition(
            name = "Storage class",
            description = "As STANDARD_IA; empty: the bucket's default.",
            required = false)
    String storageClass() default "";

    @AttributeDefinition(
            name = "Profile",
            description = "Of ~/.aws/config and ~/.aws/credentials; empty: AWS_PROFILE, or the default one.",
            required = false)
    String profile() default "";
}
