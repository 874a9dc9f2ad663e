package io.workstatus.agent.blur;

import java.util.Arrays;

/**
 * Undoes a Gaussian whose standard deviation is known, on a grey picture whose sides are powers of two.
 *
 * @param width of the picture
 * @param height of the picture
 * @param sigma of the Gaussian, in the picture's pixels
 */
record Deconvolution(int width, int height, double sigma) {

    /** After Wiener: inverts what is stronger than the noise that rounding to whole levels left. */
    double[] wiener(double[] blurred) {
        double noise = 2e-5;
        double[][] spectrum = {blurred.clone(), new double[blurred.length]};
        transform(spectrum, false);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double kernel = response(x, width) * response(y, height);
                double inverse = kernel / (kernel * kernel + noise);
                spectrum[0][y * width + x] *= inverse;
                spectrum[1][y * width + x] *= inverse;
            }
        }
        transform(spectrum, true);
        return clipped(spectrum[0]);
    }

    /** After Richardson and Lucy, by multiplication, so that nothing becomes negative. */
    double[] richardsonLucy(double[] blurred, int rounds) {
        double[] estimate = new double[blurred.length];
        Arrays.fill(estimate, Arrays.stream(blurred).average().orElseThrow());
        for (int round = 0; round < rounds; round++) {
            double[] ratio = convolved(estimate);
            for (int i = 0; i < ratio.length; i++) {
                ratio[i] = blurred[i] / Math.max(ratio[i], 1e-6);
            }
            double[] correction = convolved(ratio);
            for (int i = 0; i < estimate.length; i++) {
                estimate[i] *= correction[i];
            }
        }
        return clipped(estimate);
    }

    double[] convolved(double[] picture) {
        double[][] spectrum = {picture.clone(), new double[picture.length]};
        transform(spectrum, false);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double kernel = response(x, width) * response(y, height);
                spectrum[0][y * width + x] *= kernel;
                spectrum[1][y * width + x] *= kernel;
            }
        }
        transform(spectrum, true);
        return spectrum[0];
    }

    private double response(int frequency, int length) {
        double turns = (double) Math.min(frequency, length - frequency) / length;
        return Math.exp(-2 * Math.PI * Math.PI * sigma * sigma * turns * turns);
    }

    private static double[] clipped(double[] picture) {
        return Arrays.stream(picture)
                .map(value -> Math.max(0, Math.min(255, value)))
                .toArray();
    }

    private void transform(double[][] picture, boolean inverse) {
        double[] circle = circle(width);
        for (int y = 0; y < height; y++) {
            line(picture, y * width, 1, circle, inverse);
        }
        circle = circle(height);
        for (int x = 0; x < width; x++) {
            line(picture, x, width, circle, inverse);
        }
    }

    /** Cosines of one turn in so many steps. */
    private static double[] circle(int length) {
        double[] circle = new double[length];
        Arrays.setAll(circle, i -> Math.cos(2 * Math.PI * i / length));
        return circle;
    }

    /** The fast Fourier transform after Cooley and Tukey, of every {@code step}-th value. */
    private static void line(double[][] picture, int start, int step, double[] circle, boolean inverse) {
        int length = circle.length;
        double[] real = new double[length];
        double[] imaginary = new double[length];
        int shift = 32 - Integer.numberOfTrailingZeros(length);
        for (int i = 0; i < length; i++) {
            int from = start + (Integer.reverse(i) >>> shift) * step;
            real[i] = picture[0][from];
            imaginary[i] = picture[1][from];
        }
        for (int size = 2; size <= length; size *= 2) {
            for (int k = 0; k < size / 2; k++) {
                int turned = k * (length / size);
                double cos = circle[turned];
                double sine = circle[(turned + length - length / 4) % length];
                double sin = inverse ? sine : -sine;
                for (int i = k; i < length; i += size) {
                    int j = i + size / 2;
                    double r = real[j] * cos - imaginary[j] * sin;
                    double m = real[j] * sin + imaginary[j] * cos;
                    real[j] = real[i] - r;
                    imaginary[j] = imaginary[i] - m;
                    real[i] += r;
                    imaginary[i] += m;
                }
            }
        }
        double scale = inverse ? 1.0 / length : 1;
        for (int i = 0; i < length; i++) {
            picture[0][start + i * step] = real[i] * scale;
            picture[1][start + i * step] = imaginary[i] * scale;
        }
    }
}
