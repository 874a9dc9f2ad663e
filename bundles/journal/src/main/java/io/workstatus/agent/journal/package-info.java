/** The append-only record of what happened, one line of JSON a record, one file an hour. */
@NullMarked
package io.workstatus.agent.journal;

import org.jspecify.annotations.NullMarked;
