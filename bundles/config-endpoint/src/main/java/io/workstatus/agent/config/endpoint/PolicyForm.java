package io.workstatus.agent.config.endpoint;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The policy as a form. Only the form is read from here: values are checked as those of a document are. */
@ObjectClassDefinition(
        name = "Workstatus policy",
        description =
                "What every agent that asks this one is told to record. A value that will not do changes nothing.")
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
}
