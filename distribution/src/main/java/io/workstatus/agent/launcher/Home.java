package io.workstatus.agent.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The folder that holds everything that changes. While it is open no other instance opens it: the operating system's lock
 * on {@code lock} says so, and goes with the process however it ends.
 */
final class Home implements AutoCloseable {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path folder;
    private final FileChannel lockFile;
    private final long supervisor;
    private final String agentId;

    private Home(Path folder, FileChannel lockFile, long supervisor, String agentId) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.supervisor = supervisor;
        this.agentId = agentId;
    }

    /**
     * Makes the folder where there is none, locks it, and clears away what the last process could not.
     *
     * @param supervisor process id of the script that watches over this JVM, or -1
     */
    static Home open(Path folder, long supervisor) throws LaunchException {
        try {
            makePrivate(folder);
            FileChannel lockFile = lock(folder);
            Files.deleteIfExists(folder.resolve("http.port"));
            for (String name : new String[] {"tmp", "logs", "config"}) {
                Files.createDirectories(folder.resolve(name));
            }
            return new Home(folder.toRealPath(), lockFile, supervisor, agentId(folder));
        } catch (FileSystemException e) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "cannot write to " + folder + " (" + why(e)
                            + "): make room or give yourself the right to write there, or name another folder in"
                            + " WORKSTATUS_HOME");
        } catch (IOException e) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "cannot use " + folder + " (" + e.getMessage() + "): name another folder in WORKSTATUS_HOME");
        }
    }

    Path folder() {
        return folder;
    }

    String agentId() {
        return agentId;
    }

    /** Notes who runs and on which port, for {@code stop}, {@code status} and a start after a crash. */
    void remember(int port) throws IOException {
        replace(
                folder.resolve("process"),
                supervisor + " " + ProcessHandle.current().pid() + " " + port + "\n");
    }

    /** Undoes {@link #remember}. */
    void forgetProcess() throws IOException {
        Files.deleteIfExists(folder.resolve("process"));
    }

    @Override
    public void close() throws IOException {
        forgetProcess();
        lockFile.close();
    }

    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel lock(Path folder) throws IOException, LaunchException {
        FileChannel file = FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            // This JVM has it: as taken as by any other.
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        if (lock == null) {
            throw new LaunchException(
                    ExitCode.HOME_IN_USE,
                    "another instance is running on " + folder
                            + ": stop it with 'bin/workstatus stop', or name another folder in WORKSTATUS_HOME");
        }
        return file;
    }

    private static String agentId(Path folder) throws IOException {
        Path file = folder.resolve("agent-id");
        if (Files.exists(file)) {
            String id = Files.readString(file).strip();
            if (UUID_TEXT.matcher(id).matches()) {
                return id;
            }
            // Kept aside, so that whoever knows the old id can put it back.
            Files.move(file, folder.resolve("agent-id.damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
        String id = UUID.randomUUID().toString();
        replace(file, id + "\n");
        return id;
    }

    private static void replace(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(java.nio.charset.StandardCharsets.UTF_8.encode(content));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String why(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof NoSuchFileException) {
            return "no such folder";
        }
        return e.getReason() == null ? "it is no folder" : e.getReason();
    }
}
