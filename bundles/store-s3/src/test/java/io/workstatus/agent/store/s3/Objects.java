package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.clock.TimeSource;
import io.workstatus.agent.api.store.Content;
import io.workstatus.agent.api.store.StoreObject;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

/** Objects to put, and the time to do it at. */
final class Objects {

    static final String KEY =
            "screenshots/v=1/dt=2026-11-22/agent=a/20261122T081500.000Z-01KATZ8M3H5QJ7V9X2B4D6F8GK.jpg";

    /** The machine's time: the server looks at it. */
    static final TimeSource TIME = new TimeSource() {
        @Override
        @SuppressWarnings("JavaInstantGetSecondsGetNano")
        public Instant now() {
            return Instant.ofEpochMilli(System.currentTimeMillis());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }
    };

    private Objects() {}

    static byte[] bytes(int seed) {
        byte[] bytes = new byte[20_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static StoreObject object(String key, byte[] bytes) {
        return new StoreObject(
                key,
                "image/jpeg",
                bytes.length,
                sha256(bytes),
                Map.of("sha256", sha256(bytes), "user", "ada", "created-at", "2026-11-22T08:15:00.000Z"));
    }

    static Content content(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
