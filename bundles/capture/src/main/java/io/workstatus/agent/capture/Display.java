package io.workstatus.agent.capture;

/** Registered as a service for as long as a display can be used: nothing touches AWT without a reference to it. */
final class Display {}
