package io.workstatus.agent.mfa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only the agent's own user reads. Written under another name, synchronised and renamed: at every moment
 * there is either the old content or the new, whole.
 */
final class PrivateFile {

    private PrivateFile() {}

    static void write(Path path, byte[] content) throws IOException {
        Path draft = path.resolveSibling("." + path.getFileName() + "." + Tokens.next() + ".tmp");
        try {
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(draft, options, onlyOwner(path))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            synchroniseFolder(path);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static void deleteIfExists(Path path) throws IOException {
        if (Files.deleteIfExists(path)) {
            synchroniseFolder(path);
        }
    }

    static FileAttribute<?>[] onlyOwner(Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                }
                : new FileAttribute<?>[0];
    }

    /** Without it, the rename may be lost with the power. Windows has no such call and needs none. */
    private static void synchroniseFolder(Path path) throws IOException {
        if (isPosix(path)) {
            try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
