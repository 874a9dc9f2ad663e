package io.workstatus.agent.api.notice;

/**
 * One thing of which whoever is recorded has to know. It goes further than another one of the same subject and name if its
 * extent is larger; one whose name is new goes further than all that was there before.
 *
 * @param subject what it is about
 * @param name stable and short, as {@code screenshots} or {@code s3://bucket/prefix}; what is shown is the text
 * @param extent how far it goes; the meaning is its own, as 1 for blurred and 2 for readable, or seconds
 * @param text for people, a sentence; it may hold what is no term, as the interval
 */
public record Term(Subject subject, String name, long extent, String text) {

    /** What a term is about. */
    public enum Subject {
        /** A kind of thing that is recorded. */
        RECORDED,
        /** A place where it goes. */
        DESTINATION,
        /** How long it stays; where nobody declares any, it stays for ever. */
        KEPT,
        /** How long a copy stays on this machine besides what was stored; says nothing of that. */
        COPY,
        /** Somebody who sees it, besides the one who is recorded. */
        VIEWER
    }
}
