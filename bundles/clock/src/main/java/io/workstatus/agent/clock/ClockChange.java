package io.workstatus.agent.clock;

import java.util.Map;

/**
 * Something that happened to the clocks.
 *
 * @param type of the journal's record
 * @param data of the record
 * @param text for people
 */
record ClockChange(String type, Map<String, Object> data, String text) {}
