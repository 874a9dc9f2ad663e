package io.workstatus.agent.blur;

import java.util.List;
import java.util.regex.Pattern;

/** Words as they stand on screens, of three to thirteen letters. */
final class Dictionary {

    private static final String TEXT = """
            the and for you not are this with have from they will what about which when make like time just know take people
            into year your good some could them other than then look only come over think also back after work first well even
            want because these give most salary dismissal pregnant diagnosis password secret account invoice contract lawyer
            doctor therapy holiday illness union strike bonus promotion resign interview candidate rejected accepted approved
            budget forecast revenue loss profit merger acquisition confidential private internal public customer supplier
            payment transfer balance deposit credit debit insurance mortgage rent divorce custody court police report incident
            meeting agenda minutes notes draft final version review comment approve reject submit cancel delete restore backup
            server client network database schema table index query update insert select commit branch merge release deploy
            monday tuesday wednesday thursday friday saturday sunday january february march april june july august october
            london berlin paris madrid rome vienna prague warsaw dublin oslo
            """;

    static final List<String> WORDS =
            Pattern.compile("\\s+").splitAsStream(TEXT.strip()).toList();

    private Dictionary() {}
}
