package io.workstatus.agent.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.workstatus.agent.api.notice.Term;
import io.workstatus.agent.api.notice.Term.Subject;
import io.workstatus.agent.api.notice.Terms;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What everybody's terms come to: one of each name, the furthest, in the words of the newest.
 *
 * @param terms by subject and name
 */
record TermsInForce(List<Term> terms) {

    /** Where nobody says how long anything stays, nothing here deletes it. */
    static final Term FOR_EVER = new Term(Subject.KEPT, "*", Long.MAX_VALUE, "Until somebody deletes it.");

    private static final int VERSION_LENGTH = 16;

    /** @param declared the oldest declaration first */
    static TermsInForce of(Collection<Terms> declared) {
        TreeMap<String, Term> merged = new TreeMap<>();
        declared.stream()
                .flatMap(each -> each.terms().stream())
                .forEach(term -> merged.merge(key(term), term, TermsInForce::furthest));
        return new TermsInForce(sorted(merged.values().stream()));
    }

    /** The same, kept for as long as these say. */
    TermsInForce kept(List<Term> kept) {
        return new TermsInForce(sorted(
                Stream.concat(terms.stream().filter(term -> term.subject() != Subject.KEPT), kept.stream())));
    }

    List<Term> about(Subject subject) {
        return terms.stream().filter(term -> term.subject() == subject).toList();
    }

    /** The same for as long as the terms are; neither the words nor the interval make a difference. */
    String version() {
        StringBuilder content = new StringBuilder();
        extents()
                .forEach((key, extent) ->
                        content.append(key).append('\n').append(extent).append('\n'));
        return sha256(content.toString()).substring(0, VERSION_LENGTH);
    }

    /** How far each of them goes, by its subject and name. */
    Map<String, Long> extents() {
        TreeMap<String, Long> extents = new TreeMap<>();
        terms.forEach(term -> extents.put(key(term), term.extent()));
        return extents;
    }

    /** Those that go further than what was acknowledged, which is nothing for somebody who never did. */
    List<Term> beyond(Map<String, Long> acknowledged) {
        boolean forEver = acknowledged.containsKey(key(FOR_EVER));
        return terms.stream()
                .filter(term -> !(forEver && term.subject() == Subject.KEPT))
                .filter(term -> !(acknowledged.containsKey(key(term)) && acknowledged.get(key(term)) >= term.extent()))
                .toList();
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String key(Term term) {
        return term.subject() + " " + term.name();
    }

    private static Term furthest(Term older, Term newer) {
        return newer.extent() >= older.extent() ? newer : older;
    }

    private static List<Term> sorted(Stream<Term> terms) {
        return terms.sorted(Comparator.comparing(Term::subject).thenComparing(Term::name))
                .toList();
    }
}
