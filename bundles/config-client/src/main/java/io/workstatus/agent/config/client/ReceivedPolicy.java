package io.workstatus.agent.config.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A good policy, as it was received. One value that will not do spoils all of it.
 *
 * @param intervalSeconds between two screenshots, 0.25 to 86,400
 * @param capture whether screenshots are taken
 * @param blurred whether only blurred ones may be stored
 * @param document the whole of it, a JSON object
 */
record ReceivedPolicy(double intervalSeconds, boolean capture, boolean blurred, ObjectNode document) {

    static final String INTERVAL = "screenshot_interval";
    static final String INTERVAL_SECONDS = "screenshot_interval_seconds";
    static final String CAPTURE = "capture_screenshots";
    static final String BLURRED = "screenshot_blurred";

    private static final double LEAST_SECONDS = 0.25;
    private static final double MOST_SECONDS = 86_400;

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    static ReceivedPolicy parse(byte[] body) throws RefusedException {
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new RefusedException("it is not UTF-8");
        }
    }

    static ReceivedPolicy parse(String text) throws RefusedException {
        ObjectNode json = object(text);
        double seconds = json.has(INTERVAL_SECONDS) ? seconds(json, INTERVAL_SECONDS, 1) : seconds(json, INTERVAL, 60);
        if (json.has(INTERVAL)) {
            // It must be good even where the seconds win.
            seconds(json, INTERVAL, 60);
        }
        return new ReceivedPolicy(seconds, flag(json, CAPTURE), flag(json, BLURRED), json);
    }

    /** For the journal. */
    Map<String, Object> toMap() {
        return JSON.convertValue(document, new TypeReference<Map<String, Object>>() {});
    }

    private static ObjectNode object(String text) throws RefusedException {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode node = JSON.readTree(parser);
            if (node instanceof ObjectNode object && parser.nextToken() == null) {
                return object;
            }
            throw new RefusedException("it is not one JSON object");
        } catch (JsonProcessingException e) {
            throw new RefusedException("it is not JSON without duplicate names: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot fail to be read", e);
        }
    }

    private static double seconds(ObjectNode json, String name, int unit) throws RefusedException {
        JsonNode value = required(json, name);
        if (!value.isNumber()) {
            throw new RefusedException(name + " is to be a number, not " + shown(value));
        }
        // To the microsecond, so that a third of a minute is 20 seconds again.
        double seconds = Math.rint(value.doubleValue() * unit * 1e6) / 1e6;
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new RefusedException(name + " is to be from 0.25 seconds to a day, not " + shown(value));
        }
        return seconds;
    }

    private static boolean flag(ObjectNode json, String name) throws RefusedException {
        JsonNode value = required(json, name);
        if (!value.isBoolean()) {
            throw new RefusedException(name + " is to be true or false, not " + shown(value));
        }
        return value.booleanValue();
    }

    private static JsonNode required(ObjectNode json, String name) throws RefusedException {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new RefusedException(name + " is missing");
        }
        return value;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
