package io.workstatus.agent.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Tells on standard output, once the agent answers, where it is and, on a first run, how to begin. */
final class Announcement implements Runnable {

    private static final long NANOS_TO_WAIT = TimeUnit.MINUTES.toNanos(2);
    private static final long MILLIS_BETWEEN = 250;
    private static final int MILLIS_FOR_AN_ANSWER = 5_000;

    private final Home home;
    private final int port;

    Announcement(Home home, int port) {
        this.home = home;
        this.port = port;
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        try {
            while (!isReady()) {
                if (System.nanoTime() - start > NANOS_TO_WAIT) {
                    System.err.println("workstatus: not ready after two minutes; the reason is in "
                            + home.folder().resolve("logs/workstatus.log"));
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN);
            }
            String address = "http://localhost:" + port;
            System.out.println("Workstatus Agent is ready at " + address + "/");
            Path token = home.folder().resolve("setup-token");
            if (Files.exists(token)) {
                System.out.println("Nobody is set up yet. Begin here: " + address + "/signin#token="
                        + Files.readString(token).strip());
            }
            System.out.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("workstatus: " + e.getMessage());
        }
    }

    private boolean isReady() {
        if (!Files.exists(home.folder().resolve("http.port"))) {
            return false;
        }
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/health").toURL().openConnection();
            connection.setConnectTimeout(MILLIS_FOR_AN_ANSWER);
            connection.setReadTimeout(MILLIS_FOR_AN_ANSWER);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
