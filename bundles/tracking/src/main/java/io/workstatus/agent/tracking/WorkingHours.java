package io.workstatus.agent.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hours in which a policy lets anything be recorded: its member {@code working_hours}, as
 * {@code {"zone": "Europe/Berlin", "days": {"mon": ["09:00-12:00", "13:00-17:00"], "fri": ["22:00-06:00"]}}}.
 *
 * <p>A span that ends at or before its beginning goes on into the next day; {@code 24:00} is the end of the day. A day that
 * is not named has no hours. Where clocks are put forward, a time that there is not is the moment of the change; where they
 * are put back, a time that there is twice is the first of the two.
 *
 * @param zone of the times; the system's own where the policy names none
 * @param days by the day on which a span begins
 */
record WorkingHours(Optional<ZoneId> zone, Map<DayOfWeek, List<Span>> days) {

    static final String NAME = "working_hours";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern SPAN = Pattern.compile("(\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");
    private static final int DAY_MINUTES = 24 * 60;
    private static final int MOST_SPANS = 24;
    private static final int DAYS_BEFORE = 2;
    private static final int DAYS_AFTER = 9;

    /** In minutes since the day began by the clock on the wall; the end may lie on the next day. */
    record Span(int from, int to) {}

    /**
     * How it is at a time.
     *
     * @param open whether anything may be recorded
     * @param until when that changes; empty if it does not within a week
     */
    record State(boolean open, Optional<Instant> until) {}

    /** The member is there, and makes no sense. The message names it, for people. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Those of a policy, or empty if it has none and everything may be recorded at any time. */
    static Optional<WorkingHours> of(String policy) throws MalformedException {
        JsonNode hours;
        try {
            hours = JSON.readTree(policy).path(NAME);
        } catch (JsonProcessingException e) {
            throw new MalformedException("it is no JSON");
        }
        if (hours.isMissingNode() || hours.isNull()) {
            return Optional.empty();
        }
        if (!hours.isObject()) {
            throw new MalformedException(NAME + " is to be an object with days, not " + shown(hours));
        }
        for (Map.Entry<String, JsonNode> member : hours.properties()) {
            if (!member.getKey().equals("zone") && !member.getKey().equals("days")) {
                throw new MalformedException(NAME + " has zone and days, not " + shown(member.getKey()));
            }
        }
        return Optional.of(new WorkingHours(zone(hours.path("zone")), days(hours.path("days"))));
    }

    private static Optional<ZoneId> zone(JsonNode zone) throws MalformedException {
        if (zone.isMissingNode() || zone.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(zone.isTextual() ? zone.textValue() : ""));
        } catch (DateTimeException e) {
            throw new MalformedException(NAME + ".zone is to be a time zone, as Europe/Berlin, not " + shown(zone));
        }
    }

    private static Map<DayOfWeek, List<Span>> days(JsonNode days) throws MalformedException {
        if (!days.isObject()) {
            throw new MalformedException(NAME + ".days is to be an object, as {\"mon\": [\"09:00-17:00\"]}");
        }
        Map<DayOfWeek, List<Span>> read = new EnumMap<>(DayOfWeek.class);
        for (Map.Entry<String, JsonNode> day : days.properties()) {
            DayOfWeek of = Stream.of(DayOfWeek.values())
                    .filter(each -> name(each).equals(day.getKey()))
                    .findFirst()
                    .orElse(null);
            if (of == null) {
                throw new MalformedException(
                        NAME + ".days has mon, tue, wed, thu, fri, sat and sun, not " + shown(day.getKey()));
            }
            read.put(of, spans(day.getKey(), day.getValue()));
        }
        return read;
    }

    private static List<Span> spans(String day, JsonNode list) throws MalformedException {
        if (!list.isArray() || list.size() > MOST_SPANS) {
            throw new MalformedException("%s.days.%s is to be a list of at most %d spans, as [\"09:00-17:00\"], not %s"
                    .formatted(NAME, day, MOST_SPANS, shown(list)));
        }
        List<Span> spans = new ArrayList<>();
        for (JsonNode each : list) {
            spans.add(span(day, each));
        }
        return List.copyOf(spans);
    }

    private static Span span(String day, JsonNode text) throws MalformedException {
        Matcher matcher = SPAN.matcher(text.isTextual() ? text.textValue() : "");
        if (matcher.matches()) {
            int from = minutes(matcher.group(1), matcher.group(2));
            int to = minutes(matcher.group(3), matcher.group(4));
            if (from >= 0 && from < DAY_MINUTES && to >= 0) {
                return new Span(from, to > from ? to : to + DAY_MINUTES);
            }
        }
        throw new MalformedException(
                "%s.days.%s has spans as 09:00-17:00, from 00:00 to 24:00, not %s".formatted(NAME, day, shown(text)));
    }

    private static int minutes(String hours, String minutes) {
        int sum = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
        return Integer.parseInt(minutes) < 60 && sum <= DAY_MINUTES ? sum : -1;
    }

    /** @param system the zone where the policy names none */
    State at(Instant now, ZoneId system) {
        Instant end = null;
        Instant begin = null;
        for (Open each : around(now, zone.orElse(system))) {
            if (!each.to().isAfter(now)) {
                continue;
            }
            if (!each.from().isAfter(end == null ? now : end)) {
                // It is on now, or goes on where the one before it ends.
                end = end == null || each.to().isAfter(end) ? each.to() : end;
            } else if (begin == null) {
                begin = each.from();
            }
        }
        return end != null ? new State(true, Optional.of(end)) : new State(false, Optional.ofNullable(begin));
    }

    private record Open(Instant from, Instant to) {}

    /** In the order of their beginnings; none that is empty, as one that lies in a gap of the clock. */
    private List<Open> around(Instant now, ZoneId in) {
        LocalDate today = now.atZone(in).toLocalDate();
        return Stream.iterate(today.minusDays(DAYS_BEFORE), day -> day.plusDays(1))
                .limit(DAYS_BEFORE + DAYS_AFTER)
                .flatMap(day -> days.getOrDefault(day.getDayOfWeek(), List.of()).stream()
                        .map(span -> new Open(instant(day, span.from(), in), instant(day, span.to(), in))))
                .filter(open -> open.from().isBefore(open.to()))
                .sorted(Comparator.comparing(Open::from))
                .toList();
    }

    private static Instant instant(LocalDate day, int minutes, ZoneId zone) {
        LocalDateTime local = LocalDateTime.of(
                day.plusDays(minutes / DAY_MINUTES), LocalTime.ofSecondOfDay(minutes % DAY_MINUTES * 60L));
        @Nullable ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    private static String name(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
