package io.workstatus.agent.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/** The key pair of a home that signs its journal: {@code key.pk8} (PKCS #8, its owner's alone) and {@code key.pub} (X.509). */
final class HomeKey {

    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE = "key.pk8";
    private static final String PUBLIC = "key.pub";

    private HomeKey() {}

    /** The key to sign with; both are made where there is none. */
    static PrivateKey ofHome(Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(PRIVATE);
        if (!Files.exists(file)) {
            KeyPair made = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            // In this order: a private key is never without its public one.
            write(folder.resolve(PUBLIC), made.getPublic().getEncoded());
            write(file, made.getPrivate().getEncoded());
        }
        return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(PRIVATE)) || Files.exists(folder.resolve(PUBLIC));
    }

    /** The key to verify with. */
    static PublicKey publicOf(Path folder) throws IOException, GeneralSecurityException {
        byte[] encoded = Files.readAllBytes(folder.resolve(PUBLIC));
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path made = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(made);
        try (FileChannel channel = FileChannel.open(made, Set.of(CREATE_NEW, WRITE), ownersAlone(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(made, file, ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] ownersAlone(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
