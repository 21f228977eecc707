// SPDX-License-Identifier: MIT OR Apache-2.0
//
// BouncyCastle for the benchmarks, in its own process, warmed up.
//
//   primitives SECONDS          one line for each row on standard output: group, size or "-", nanoseconds (median).
//                               Curves come on standard input, a line each: name, OID, x | y little-endian, then digest and
//                               signature (s | r, big-endian) by turns, all in hexadecimal.
//   open KEY IN OUT TIMES       opens a CMS envelope as a stream, TIMES times; the seconds of each on a line.
//
// Input is random and stands at another offset each time, and time is that of the thread, as in the other benchmarks. Any failure is a stack trace and
// exit status 1.

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cryptopro.ECGOST3410NamedCurves;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.modes.GCFBBlockCipher;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithSBox;
import org.bouncycastle.crypto.signers.ECGOST3410_2012Signer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public final class BouncyCastleBench {
    private static final int PAGE = 4096;
    private static final int SAMPLES = 15;
    private static final int[] SIZES = {1 << 10, 64 << 10, 1 << 20};
    private static final String[] NAMES = {"1KiB", "64KiB", "1MiB"};

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    /** What is measured ends up here, so that none of it is left out. */
    private static int sink;

    private static long nanoseconds;

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        switch (args[0]) {
            case "primitives" -> {
                nanoseconds = (long) (Double.parseDouble(args[1]) * 1e9);
                primitives();
                curves();
            }
            case "open" -> {
                for (int i = 0; i < Integer.parseInt(args[4]); i++) {
                    long start = System.nanoTime();
                    open(args[1], args[2], args[3]);
                    System.out.println((System.nanoTime() - start) / 1e9);
                }
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Warms up for the time that is then measured; prints the median of some samples. */
    private static void row(String group, String size, Runnable call) {
        long calls = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanoseconds) {
            call.run();
            calls++;
        }
        long each = Math.max(1, calls / SAMPLES);
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long begun = THREAD.getCurrentThreadCpuTime();
            for (long j = 0; j < each; j++) {
                call.run();
            }
            samples[i] = (double) (THREAD.getCurrentThreadCpuTime() - begun) / each;
        }
        Arrays.sort(samples);
        System.out.println(group + " " + size + " " + samples[SAMPLES / 2]);
    }

    private static void primitives() {
        var random = new Random(1);
        byte[] data = new byte[(1 << 20) + PAGE];
        random.nextBytes(data);
        byte[] out = new byte[data.length];
        byte[] key = new byte[32];
        random.nextBytes(key);
        var parameters = new ParametersWithIV(
                new ParametersWithSBox(new KeyParameter(key), GOST28147Engine.getSBox("E-A")), new byte[8]);
        for (int i = 0; i < SIZES.length; i++) {
            int size = SIZES[i];
            for (boolean encrypt : new boolean[] {false, true}) {
                var cipher = new GCFBBlockCipher(new GOST28147Engine());
                row(encrypt ? "gost28147-cfb-encrypt" : "gost28147-cfb-decrypt", NAMES[i], () -> {
                    cipher.init(encrypt, parameters);
                    cipher.processBytes(data, random.nextInt(PAGE), size, out, 0);
                    sink += out[size - 1];
                });
            }
            digest("streebog256", NAMES[i], GOST3411_2012_256Digest::new, data, size, random);
            digest("streebog512", NAMES[i], GOST3411_2012_512Digest::new, data, size, random);
            digest("gost3411-94-cryptopro", NAMES[i], () -> new GOST3411Digest(GOST28147Engine.getSBox("D-A")), data, size, random);
        }
    }

    private static void digest(String group, String name, Supplier<Digest> maker, byte[] data, int size, Random random) {
        Digest digest = maker.get();
        byte[] out = new byte[digest.getDigestSize()];
        row(group, name, () -> {
            digest.update(data, random.nextInt(PAGE), size);
            digest.doFinal(out, 0);
            sink += out[0];
        });
    }

    private static void curves() throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            X9ECParameters curve = ECGOST3410NamedCurves.getByOIDX9(new ASN1ObjectIdentifier(words[1]));
            byte[] xy = HexFormat.of().parseHex(words[2]);
            int half = xy.length / 2;
            var point = curve.getCurve().createPoint(
                    littleEndian(Arrays.copyOf(xy, half)), littleEndian(Arrays.copyOfRange(xy, half, 2 * half)));
            var signer = new ECGOST3410_2012Signer();
            signer.init(false, new ECPublicKeyParameters(point, new ECDomainParameters(curve)));
            int count = (words.length - 3) / 2;
            byte[][] digests = new byte[count][];
            BigInteger[] r = new BigInteger[count];
            BigInteger[] s = new BigInteger[count];
            for (int i = 0; i < count; i++) {
                digests[i] = HexFormat.of().parseHex(words[3 + 2 * i]);
                byte[] signature = HexFormat.of().parseHex(words[4 + 2 * i]);
                s[i] = new BigInteger(1, Arrays.copyOf(signature, half));
                r[i] = new BigInteger(1, Arrays.copyOfRange(signature, half, 2 * half));
            }
            int[] turn = {0};
            row("verify-" + words[0], "-", () -> {
                int i = turn[0]++ % count;
                if (!signer.verifySignature(digests[i], r[i], s[i])) {
                    throw new IllegalStateException(words[0]);
                }
            });
        }
    }

    private static BigInteger littleEndian(byte[] octets) {
        byte[] reversed = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            reversed[i] = octets[octets.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static PrivateKey privateKey(String file) throws Exception {
        byte[] der = Files.readAllBytes(Path.of(file));
        String oid = PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm().getId();
        String family = oid.startsWith("1.2.643.7") ? "ECGOST3410-2012" : "ECGOST3410";
        return KeyFactory.getInstance(family, "BC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static void open(String key, String in, String out) throws Exception {
        var recipient = new JceKeyTransEnvelopedRecipient(privateKey(key)).setProvider("BC");
        try (var source = new BufferedInputStream(new FileInputStream(in), 1 << 16);
                var target = new FileOutputStream(out)) {
            var parser = new CMSEnvelopedDataParser(source);
            RecipientInformation information = parser.getRecipientInfos().getRecipients().iterator().next();
            try (var content = information.getContentStream(recipient).getContentStream()) {
                byte[] buffer = new byte[1 << 16];
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    target.write(buffer, 0, n);
                }
            }
        }
    }
}
