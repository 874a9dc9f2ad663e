/**
 * The dashboard, the page for set-up and sign-in, and the web console's page about the agent. They are files that a browser
 * loads; what they show they fetch there from the HTTP calls of its owners, so that nothing here knows another bundle.
 */
@NullMarked
package io.workstatus.agent.web;

import org.jspecify.annotations.NullMarked;
