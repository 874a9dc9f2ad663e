package ${package};

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be set, and what the web console shows of it. */
@ObjectClassDefinition(name = "${artifactId}")
@interface MyBlurConfig {

    @AttributeDefinition(name = "Tile (pixels)", description = "Each side of a square of one colour.", min = "8", max = "512")
    int tile() default 64;
}
