package io.workstatus.agent.blur;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be set, for the web console. */
@ObjectClassDefinition(
        pid = Blur.PID,
        name = "Workstatus: blur",
        description = "How strongly screenshots are blurred before they are stored."
                + " Whether they are is set by the policy, which wins over local settings.")
@interface BlurConfig {

    /** A {@link Strength} by its label. */
    @AttributeDefinition(
            description = "What the blur guarantees. Text is measured in pixels of the real screen.",
            options = {
                @Option(label = "unreadable: text up to 24 pixels tall cannot be read", value = "unreadable"),
                @Option(label = "shapes: text up to 72 pixels tall cannot be read", value = "shapes"),
                @Option(label = "solid: nothing but one colour", value = "solid")
            })
    String strength() default "unreadable";
}
