package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A valid policy.
 *
 * @param minutes between two screenshots, 0.25 s to 86,400 s; what {@code seconds} come to where they are given
 * @param seconds the same in seconds, if it was given so
 * @param capture whether screenshots are taken
 * @param blurred whether only blurred ones may be stored
 * @param extra what else the document holds, a JSON object as text
 */
record PolicyDocument(double minutes, OptionalDouble seconds, boolean capture, boolean blurred, String extra) {

    static final String INTERVAL = "screenshot_interval";
    static final String INTERVAL_SECONDS = "screenshot_interval_seconds";
    static final String CAPTURE = "capture_screenshots";
    static final String BLURRED = "screenshot_blurred";
    static final String EXTRA = "extra";

    /** Of a signed document: a number that rises with each issue. */
    static final String VERSION = "policy_version";

    /** Of a signed document: from when on nobody takes it. */
    static final String EXPIRES = "policy_expires";

    /** Of a signed document that is for one agent alone: its id. */
    static final String FOR = "policy_for";

    /** On request: which layer each value came from. */
    static final String LAYERS = "policy_layers";

    /** What is put into a document when it is served, and no part of it: whoever sends one back means the rest. */
    static final List<String> RESERVED = List.of(VERSION, EXPIRES, FOR, LAYERS);

    /** Of a fresh install: nothing is recorded that could be read. */
    static final PolicyDocument PRIVATE = new PolicyDocument(10, OptionalDouble.empty(), true, true, "{}");

    private static final double LEAST_SECONDS = 0.25;
    private static final double MOST_SECONDS = 86_400;
    private static final List<String> NAMES = List.of(INTERVAL, INTERVAL_SECONDS, CAPTURE, BLURRED);

    static PolicyDocument of(ObjectNode json) throws PolicyException {
        OptionalDouble seconds = OptionalDouble.empty();
        if (json.has(INTERVAL_SECONDS)) {
            seconds = OptionalDouble.of(number(json, INTERVAL_SECONDS, LEAST_SECONDS, MOST_SECONDS));
        }
        double minutes;
        if (seconds.isPresent() && !json.has(INTERVAL)) {
            minutes = seconds.getAsDouble() / 60;
        } else {
            minutes = number(json, INTERVAL, LEAST_SECONDS / 60, MOST_SECONDS / 60);
        }
        ObjectNode extra = json.deepCopy().remove(NAMES).remove(RESERVED);
        return new PolicyDocument(
                seconds.isPresent() ? seconds.getAsDouble() / 60 : minutes,
                seconds,
                flag(json, CAPTURE),
                flag(json, BLURRED),
                extra.toString());
    }

    /** From the configuration, as a form or {@link #toConfiguration()} made it; what is not there has its private default. */
    static PolicyDocument of(Map<String, ?> configuration) throws PolicyException {
        ObjectNode json = PRIVATE.toJson();
        Object extra = configuration.get(EXTRA);
        if (extra instanceof String text && !text.isBlank()) {
            try {
                json.setAll(StrictJson.object(text));
            } catch (PolicyException e) {
                throw PolicyException.refused(EXTRA + ": " + e.getMessage());
            }
        }
        NAMES.forEach(name -> {
            Object value = configuration.get(name);
            // An optional number that was left empty in a form arrives as 0.
            if (value != null
                    && !(name.equals(INTERVAL_SECONDS) && value instanceof Number none && none.doubleValue() == 0)) {
                json.set(name, StrictJson.JSON.valueToTree(value));
            }
        });
        return of(json);
    }

    Map<String, Object> toConfiguration() {
        return Map.of(
                INTERVAL,
                minutes,
                INTERVAL_SECONDS,
                seconds.orElse(0),
                CAPTURE,
                capture,
                BLURRED,
                blurred,
                EXTRA,
                extra);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(INTERVAL, whole(minutes));
        json.put(CAPTURE, capture);
        json.put(BLURRED, blurred);
        seconds.ifPresent(value -> json.set(INTERVAL_SECONDS, whole(value)));
        try {
            json.setAll(StrictJson.object(extra));
        } catch (PolicyException e) {
            throw new IllegalStateException("extra was checked when this was made", e);
        }
        return json;
    }

    private static double number(ObjectNode json, String name, double least, double most) throws PolicyException {
        JsonNode value = required(json, name);
        if (!value.isNumber()) {
            throw PolicyException.refused(name + " is to be a number, not " + shown(value));
        }
        double number = value.doubleValue();
        // Minutes are a rounded twelfth of anything: a billionth does not make them wrong.
        if (!(number >= least * (1 - 1e-9) && number <= most * (1 + 1e-9))) {
            throw PolicyException.refused(
                    name + " is to be from " + whole(round(least)) + " to " + whole(most) + ", not " + shown(value));
        }
        return number;
    }

    private static boolean flag(ObjectNode json, String name) throws PolicyException {
        JsonNode value = required(json, name);
        if (!value.isBoolean()) {
            throw PolicyException.refused(name + " is to be true or false, not " + shown(value));
        }
        return value.booleanValue();
    }

    private static JsonNode required(ObjectNode json, String name) throws PolicyException {
        JsonNode value = json.get(name);
        if (value == null) {
            throw PolicyException.refused(name + " is missing");
        }
        return value;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static double round(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    /** Whole numbers are written without decimals. */
    private static JsonNode whole(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? JsonNodeFactory.instance.numberNode((long) value) : JsonNodeFactory.instance.numberNode(value);
    }
}
