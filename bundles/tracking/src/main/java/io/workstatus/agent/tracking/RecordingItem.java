package io.workstatus.agent.tracking;

/** The icon in the panel: whether there is recording now. */
final class RecordingItem implements StatusNotifierItem {

    static final String PATH = "/StatusNotifierItem";

    private volatile boolean recording;

    void recording(boolean now) {
        recording = now;
    }

    static String icon(boolean recording) {
        return recording ? "media-record" : "media-playback-pause";
    }

    @Override
    public String category() {
        return "ApplicationStatus";
    }

    @Override
    public String id() {
        return "workstatus";
    }

    @Override
    public String title() {
        return recording ? "Workstatus: recording" : "Workstatus: not recording";
    }

    @Override
    public String status() {
        return "Active";
    }

    @Override
    public String iconName() {
        return icon(recording);
    }

    @Override
    public boolean itemIsMenu() {
        return false;
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }
}
