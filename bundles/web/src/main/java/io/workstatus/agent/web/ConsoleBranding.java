package io.workstatus.agent.web;

import org.apache.felix.webconsole.spi.BrandingPlugin;
import org.osgi.service.component.annotations.Component;

/**
 * The web console's name and looks: its own style sheet, and after it what makes its pages readable in the dark and on a
 * narrow screen. The console puts its own path before each of these, so they lead out of it first.
 */
@Component(service = BrandingPlugin.class)
public final class ConsoleBranding implements BrandingPlugin {

    private static final String ROOT = "/../..";

    @Override
    public String getBrandName() {
        return "Workstatus";
    }

    @Override
    public String getProductName() {
        return "Workstatus Agent";
    }

    @Override
    public String getProductURL() {
        return ROOT + "/";
    }

    @Override
    public String getProductImage() {
        return ROOT + "/signin/favicon.svg";
    }

    @Override
    public String getVendorName() {
        return "Workstatus Agent";
    }

    @Override
    public String getVendorURL() {
        return ROOT + "/";
    }

    @Override
    public String getVendorImage() {
        return ROOT + "/signin/favicon.svg";
    }

    @Override
    public String getFavIcon() {
        return ROOT + "/signin/favicon.svg";
    }

    @Override
    public String getMainStyleSheet() {
        return ROOT + "/assets/console-frame.css";
    }
}
