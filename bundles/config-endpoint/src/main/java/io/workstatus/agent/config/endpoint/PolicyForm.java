package io.workstatus.agent.config.endpoint;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The policy as a form. Only the form is read from here: values are checked as those of a document are. */
@ObjectClassDefinition(
        name = "Workstatus policy",
        description =
                "What every agent that asks this one is told to record; there it wins over local settings. A value that will"
                        + " not do changes nothing. Each change is a version that can be brought back, on the page Policy.")
@interface PolicyForm {

    @AttributeDefinition(
            name = "Interval in minutes",
            description = "Time between two screenshots, in minutes; may have decimals.",
            min = "0.004",
            max = "1440")
    double screenshot__interval() default 10;

    @AttributeDefinition(
            name = "Interval in seconds",
            description = "The same in seconds, 0.25 to 86,400. Wins over the minutes; 0 leaves it to them.",
            min = "0",
            max = "86400",
            required = false)
    double screenshot__interval__seconds() default 0;

    @AttributeDefinition(name = "Take screenshots", description = "Whether screenshots are taken at all.")
    boolean capture__screenshots() default true;

    @AttributeDefinition(name = "Blur", description = "Whether only blurred screenshots may be stored.")
    boolean screenshot__blurred() default true;

    @AttributeDefinition(
            name = "More",
            description = "Other names and values of the policy, a JSON object. They are served as they are.",
            required = false)
    String extra() default "{}";

    @AttributeDefinition(
            name = "Overrides",
            description = "What groups and single agents are told instead, a JSON object: {\"groups\": {\"design\":"
                    + " {\"members\": [\"ada\"], \"policy\": {\"screenshot_interval\": 5}}}, \"agents\": {\"<agent id>\":"
                    + " {\"capture_screenshots\": false}}}. Agent over group over all.",
            required = false)
    String overrides() default "{}";
}
