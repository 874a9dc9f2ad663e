package io.workstatus.agent.store.s3;

import io.workstatus.agent.api.status.Waiting;
import io.workstatus.agent.api.store.ObjectStore;
import io.workstatus.agent.api.store.StoreNotSetUp;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows something as a service; what is returned takes it back. */
interface ServiceSigns {

    /** Above the folder's 0. */
    int RANKING = 100;

    Runnable show(ObjectStore store, String name);

    Runnable show(StoreNotSetUp sign);

    Runnable show(Waiting sign);

    /** In the framework's registry. */
    record OfFramework(BundleContext context) implements ServiceSigns {

        private static final Logger LOG = LoggerFactory.getLogger(OfFramework.class);

        @Override
        public Runnable show(ObjectStore store, String name) {
            return register(
                    ObjectStore.class, store, Map.of(ObjectStore.NAME, name, Constants.SERVICE_RANKING, RANKING));
        }

        @Override
        public Runnable show(StoreNotSetUp sign) {
            return register(StoreNotSetUp.class, sign, Map.of());
        }

        @Override
        public Runnable show(Waiting sign) {
            return register(Waiting.class, sign, Map.of());
        }

        private <S> Runnable register(Class<S> type, S service, Map<String, ?> properties) {
            ServiceRegistration<S> registration =
                    context.registerService(type, service, FrameworkUtil.asDictionary(properties));
            return () -> {
                try {
                    registration.unregister();
                } catch (IllegalStateException e) {
                    LOG.debug("The framework has taken {} back before.", type.getSimpleName());
                }
            };
        }
    }
}
