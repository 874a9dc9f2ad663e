/** The dashboard's pages and the web console's plug-ins. */
@NullMarked
package io.workstatus.agent.web;

import org.jspecify.annotations.NullMarked;
