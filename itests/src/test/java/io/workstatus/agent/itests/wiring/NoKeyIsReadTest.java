package io.workstatus.agent.itests.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What the bytecode of the product refers to: which key was pressed is asked by nobody, and where by one class. */
class NoKeyIsReadTest {

    private static final String NATIVE_KEY_EVENT = "com/github/kwhat/jnativehook/keyboard/NativeKeyEvent";
    private static final String DISPATCHER = "com/github/kwhat/jnativehook/GlobalScreen$EventDispatchTask";
    private static final String NATIVE_MOUSE_EVENT = "com/github/kwhat/jnativehook/mouse/NativeMouse";
    private static final Set<String> OF_THE_KEY = Set.of(
            "getKeyCode", "getRawCode", "getKeyChar", "getKeyText", "getKeyLocation", "getModifiers", "paramString");

    /** As {@code class that refers: class.member}. */
    private final TreeSet<String> references = new TreeSet<>();

    @Test
    void noClassOfTheProductAsksWhichKeyWasPressed() throws IOException {
        readTheProduct();
        assertThat(references).as("the product is read").anyMatch(line -> line.endsWith(".registerNativeHook"));
        assertThat(references)
                .filteredOn(line -> !line.startsWith(NATIVE_KEY_EVENT))
                // The library asks whether the key went down or up, to know whom to tell.
                .filteredOn(line -> !line.equals(DISPATCHER + ": " + NATIVE_KEY_EVENT + ".getID"))
                .noneMatch(line -> line.contains(": " + NATIVE_KEY_EVENT + "."))
                .noneMatch(line -> line.contains(": java/awt/event/KeyEvent."))
                .noneMatch(line -> line.contains(": com/github/kwhat/")
                        && !line.startsWith("com/github/kwhat/")
                        && OF_THE_KEY.contains(line.substring(line.lastIndexOf('.') + 1)));
    }

    @Test
    void whereThePointerIsIsReadWhereItIsDecidedWhetherItMovedFarEnoughAndNowhereElse() throws IOException {
        readTheProduct();
        assertThat(references)
                .filteredOn(line -> !line.startsWith("com/github/kwhat/"))
                .filteredOn(line -> line.contains(": " + NATIVE_MOUSE_EVENT))
                .containsExactly(
                        "io/workstatus/agent/activity/InputCounter: " + NATIVE_MOUSE_EVENT + "Event.getX",
                        "io/workstatus/agent/activity/InputCounter: " + NATIVE_MOUSE_EVENT + "Event.getY");
    }

    /** Our bundles, and what they bring with them. */
    private void readTheProduct() throws IOException {
        List<Path> jars = new ArrayList<>(Distribution.jars("load"));
        Distribution.jars("bundle").stream()
                .filter(jar -> jar.getFileName().toString().startsWith(Distribution.OURS))
                .forEach(jars::add);
        assertThat(jars).hasSizeGreaterThan(10);
        for (Path jar : jars) {
            try (InputStream in = Files.newInputStream(jar)) {
                readJar(in);
            }
        }
    }

    private void readJar(InputStream in) throws IOException {
        ZipInputStream zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".class")) {
                readClass(zip.readAllBytes());
            } else if (entry.getName().endsWith(".jar")) {
                readJar(new ByteArrayInputStream(zip.readAllBytes()));
            }
        }
    }

    /** The constant pool, after The Java Virtual Machine Specification §4.4. */
    private void readClass(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipBytes(8);
        int count = in.readUnsignedShort();
        TreeMap<Integer, String> texts = new TreeMap<>();
        TreeMap<Integer, Integer> classes = new TreeMap<>();
        TreeMap<Integer, Integer> names = new TreeMap<>();
        List<int[]> members = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.put(i, in.readUTF());
                case 7 -> classes.put(i, in.readUnsignedShort());
                case 9, 10, 11 -> members.add(new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
                case 12 -> {
                    names.put(i, in.readUnsignedShort());
                    in.skipBytes(2);
                }
                case 3, 4, 17, 18 -> in.skipBytes(4);
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                case 8, 16, 19, 20 -> in.skipBytes(2);
                case 15 -> in.skipBytes(3);
                default -> throw new IOException("no constant has the tag " + tag);
            }
        }
        in.skipBytes(2);
        String self = texts.get(classes.get(in.readUnsignedShort()));
        for (int[] member : members) {
            references.add(self + ": " + texts.get(classes.get(member[0])) + "." + texts.get(names.get(member[1])));
        }
    }
}
