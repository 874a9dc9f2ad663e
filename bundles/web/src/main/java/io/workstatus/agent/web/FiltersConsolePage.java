package io.workstatus.agent.web;

import io.workstatus.agent.api.frame.BlurringFilter;
import io.workstatus.agent.api.frame.EncodedImage;
import io.workstatus.agent.api.frame.Frame;
import io.workstatus.agent.api.frame.FrameEncoder;
import io.workstatus.agent.api.frame.FrameException;
import io.workstatus.agent.api.frame.FrameFilter;
import io.workstatus.agent.api.frame.RawFrame;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The web console's page about image filters: what each one that runs makes of a sample picture. Nothing of a real screen is
 * shown here.
 */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=workstatus-filters",
            "felix.webconsole.title=Image filters",
            "felix.webconsole.category=Workstatus"
        })
public final class FiltersConsolePage extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int BEST = 100;

    private final transient BundleContext context;

    @Activate
    public FiltersConsolePage(BundleContext context) {
        this.context = context;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder page = new StringBuilder("""
                <link rel="stylesheet" href="/assets/capabilities.css">
                <link rel="stylesheet" href="/assets/console.css">
                <div class="workstatus" id="workstatus-filters">
                <p>What each image filter that runs makes of a sample. Of several that blur, the first one is used.</p>
                """);
        List<ServiceReference<? extends FrameFilter>> filters = filters();
        page.append(figure("Before", sample()));
        for (ServiceReference<? extends FrameFilter> reference : filters) {
            page.append(after(reference));
        }
        if (filters.isEmpty()) {
            page.append("<p class=\"notice warn\">No image filter runs.</p>");
        }
        response.getWriter().write(page.append("</div>").toString());
    }

    /** In the order in which they are applied; those that blur come last, and of those the first is. */
    private List<ServiceReference<? extends FrameFilter>> filters() {
        List<ServiceReference<? extends FrameFilter>> all = new ArrayList<>(sorted(references(FrameFilter.class)));
        all.addAll(sorted(references(BlurringFilter.class)));
        return all;
    }

    private static <T> List<ServiceReference<T>> sorted(Collection<ServiceReference<T>> references) {
        return references.stream().sorted(Comparator.reverseOrder()).toList();
    }

    private <T> Collection<ServiceReference<T>> references(Class<T> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter, no syntax", e);
        }
    }

    private String after(ServiceReference<? extends FrameFilter> reference) throws IOException {
        FrameFilter filter = context.getService(reference);
        if (filter == null || reference.getBundle() == null) {
            return ""; // it went meanwhile
        }
        String name = "After " + reference.getBundle().getSymbolicName() + " "
                + reference.getBundle().getVersion();
        try {
            return figure(name, filter.filter(sample()));
        } catch (FrameException | RuntimeException e) {
            return "<p class=\"notice bad\">" + escaped(name + ": it failed, which costs the frame: " + e.getMessage())
                    + "</p>";
        } finally {
            context.ungetService(reference);
        }
    }

    private String figure(String caption, Frame frame) {
        return "<figure><figcaption>" + escaped(caption) + "</figcaption>"
                + png(frame)
                        .map(FiltersConsolePage::image)
                        .orElse("<p>capture, which encodes images, does not run.</p>")
                + "</figure>";
    }

    private static String image(EncodedImage image) {
        return "<img width=\"600\" alt=\"\" src=\"data:" + image.mediaType() + ";base64,"
                + Base64.getEncoder().encodeToString(image.content()) + "\">";
    }

    private Optional<EncodedImage> png(Frame frame) {
        for (ServiceReference<FrameEncoder> reference : references(FrameEncoder.class)) {
            FrameEncoder encoder = context.getService(reference);
            try {
                if (encoder != null && encoder.format().equals("png")) {
                    return Optional.of(encoder.encode(frame, BEST));
                }
            } catch (FrameException e) {
                return Optional.empty();
            } finally {
                context.ungetService(reference);
            }
        }
        return Optional.empty();
    }

    /** A new one each time: a filter may change it in place. */
    private static RawFrame sample() throws IOException {
        try (InputStream in = Objects.requireNonNull(FiltersConsolePage.class.getResourceAsStream("/sample.png"))) {
            BufferedImage image = ImageIO.read(in);
            int width = image.getWidth();
            int height = image.getHeight();
            return new RawFrame(width, height, image.getRGB(0, 0, width, height, null, 0, width), 1.0);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
