package io.workstatus.agent.config.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One JSON object in UTF-8 after RFC 8259, without duplicate names, and not nested deeper than anybody writes by hand. */
final class StrictJson {

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    static ObjectNode object(byte[] utf8) throws PolicyException {
        try {
            return object(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new PolicyException(PolicyException.Kind.MALFORMED, "the document is not UTF-8");
        }
    }

    static ObjectNode object(String text) throws PolicyException {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode node = JSON.readTree(parser);
            if (node instanceof ObjectNode object && parser.nextToken() == null) {
                return object;
            }
            throw new PolicyException(PolicyException.Kind.MALFORMED, "the document is not one JSON object");
        } catch (MismatchedInputException e) {
            throw new PolicyException(PolicyException.Kind.REFUSED, firstLine(e));
        } catch (JsonProcessingException e) {
            throw new PolicyException(PolicyException.Kind.MALFORMED, "the document is not JSON: " + firstLine(e));
        } catch (IOException e) {
            throw new IllegalStateException("text in memory cannot fail to be read", e);
        }
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("");
    }
}
