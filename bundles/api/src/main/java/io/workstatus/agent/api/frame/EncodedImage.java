package io.workstatus.agent.api.frame;

/**
 * An image file in memory.
 *
 * @param content the file's bytes
 * @param mediaType as {@code image/jpeg}
 * @param extension of the file's name, without the dot, as {@code jpg}
 * @param width in pixels
 * @param height in pixels
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedImage(byte[] content, String mediaType, String extension, int width, int height) {}
