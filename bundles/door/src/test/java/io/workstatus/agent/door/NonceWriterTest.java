package io.workstatus.agent.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NonceWriterTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<script>a()</script>, <script nonce=N>a()</script>",
                "<script type=\"x\">, <script nonce=N type=\"x\">",
                "<SCRIPT>, <SCRIPT nonce=N>",
                "<p><script\tsrc=x></script><script>, <p><script nonce=N\tsrc=x></script><script nonce=N>",
                "<<script>, <<script nonce=N>",
                "<scr<script>, <scr<script nonce=N>",
                "<scripts>, <scripts>",
                "</script>, </script>",
                "a < script>, a < script>",
            })
    void scriptsGetTheNonceHoweverThePageIsCutUp(String page, String expected) throws IOException {
        for (int size = 1; size <= page.length(); size++) {
            StringWriter out = new StringWriter();
            try (NonceWriter writer = new NonceWriter(out, "N")) {
                for (int at = 0; at < page.length(); at += size) {
                    writer.write(page.substring(at, Math.min(page.length(), at + size)));
                }
            }
            assertThat(out).as("in pieces of %d", size).hasToString(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<", "<script", "no tag"})
    void nothingIsLostAtTheEnd(String page) throws IOException {
        StringWriter out = new StringWriter();
        try (NonceWriter writer = new NonceWriter(out, "N")) {
            writer.write(page);
        }
        assertThat(out).hasToString(page);
    }

    @Test
    void offsetAndLengthAreKept() throws IOException {
        StringWriter out = new StringWriter();
        try (NonceWriter writer = new NonceWriter(out, "N")) {
            writer.write("xx<script>yy".toCharArray(), 2, 8);
        }
        assertThat(out).hasToString("<script nonce=N>");
    }
}
