package io.workstatus.agent.tracking;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Term.Subject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The notice in words, made from what is in force. */
final class NoticeText {

    private NoticeText() {}

    static String of(TermsInForce terms) {
        return section("What is recorded of you", terms.about(Subject.RECORDED), "Nothing now.")
                + section(
                        "Where it goes",
                        terms.about(Subject.DESTINATION),
                        "It stays on this machine and waits: no store is there.")
                + section(
                        "How long it stays",
                        Stream.concat(terms.about(Subject.KEPT).stream(), terms.about(Subject.COPY).stream())
                                .toList(),
                        TermsInForce.FOR_EVER.text())
                + section("Who sees it", terms.about(Subject.VIEWER), "Nobody else in this agent.", "You.")
                + """
                When
                - Only while you are signed in to be recorded, and nothing speaks against it. You can pause at any moment; \
                this page says at any moment whether you are recorded.
                - A journal on this machine notes when recording starts and stops, and why; sign-ins; pauses with their \
                reasons; and that you acknowledged this notice.
                """;
    }

    private static String section(String title, List<Term> terms, String none, String... first) {
        String lines = terms.stream().map(term -> line(term.text())).collect(Collectors.joining());
        String before = List.of(first).stream().map(NoticeText::line).collect(Collectors.joining());
        return title + "\n" + before + (terms.isEmpty() ? line(none) : lines) + "\n";
    }

    private static String line(String sentence) {
        return "- " + sentence.replaceAll("[\\p{Cntrl}\\s]+", " ").strip() + "\n";
    }
}
