package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.workstatus.agent.api.frame.BlurringFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** The jar as it was built, in a framework with Declarative Services. */
class MyBlurIT {

    @Test
    void theBundleBringsABlur(@TempDir Path cache) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, cache.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "io.workstatus.agent.api.frame;version=1.0.0"));
        framework.start();
        try {
            BundleContext context = framework.getBundleContext();
            for (String name : List.of(
                    "org.osgi.util.function.Function",
                    "org.osgi.util.promise.Promise",
                    "org.osgi.service.component.ComponentConstants",
                    "org.apache.felix.scr.impl.Activator")) {
                String jar = Class.forName(name).getProtectionDomain().getCodeSource().getLocation().toString();
                context.installBundle(jar).start();
            }
            context.installBundle(Path.of(System.getProperty("bundle")).toUri().toString()).start();

            ServiceReference<BlurringFilter> reference = context.getServiceReference(BlurringFilter.class);
            assertNotNull(reference);
            BlurringFilter blur = context.getService(reference);
            assertEquals("tiles of 64 pixels", blur.filter(MyBlurTest.picture()).strength());
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }
}
