package io.workstatus.agent.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.workstatus.agent.api.clock.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a record's data into one line of JSON, whatever it was given: a record that cannot be written still says so. */
final class DataWriter {

    /** Characters of JSON; longer data is left out. */
    static final int LONGEST = 32 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
            .build();

    private DataWriter() {}

    static String json(Map<String, ? extends @Nullable Object> data) {
        try {
            String json = JSON.writeValueAsString(data);
            return json.length() <= LONGEST ? json : "{\"leftOut\":\"" + json.length() + " characters\"}";
        } catch (JsonProcessingException | RuntimeException e) {
            return "{\"leftOut\":\"no JSON can be made of it\"}";
        }
    }

    static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            return "\"unreadable\"";
        }
    }

    private static final class InstantSerializer extends StdSerializer<Instant> {

        private static final long serialVersionUID = 1L;

        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(TimeSource.ISO_MILLIS.format(value));
        }
    }
}
