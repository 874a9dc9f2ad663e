/** How one object is put into Amazon S3, or a store that speaks its protocol, with the AWS SDK for Java. */
@NullMarked
package io.workstatus.agent.store.s3;

import org.jspecify.annotations.NullMarked;
