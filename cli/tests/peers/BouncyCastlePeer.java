// SPDX-License-Identifier: MIT OR Apache-2.0
//
// BouncyCastle as a peer: seals, opens, signs and verifies CMS for the interop tests.
// Commands come on standard input, one a line, the words parted by tabs. Each is answered by one line: "ok", "invalid" for a
// signature that does not verify, or "error: " and why.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.CRL;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.cryptopro.CryptoProObjectIdentifiers;
import org.bouncycastle.asn1.cryptopro.ECGOST3410NamedCurves;
import org.bouncycastle.asn1.cryptopro.GOST3410PublicKeyAlgParameters;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public final class BouncyCastlePeer {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String answer;
            try {
                answer = run(line.split("\t")) ? "ok" : "invalid";
            } catch (Exception e) {
                answer = "error: " + e.toString().replaceAll("\\s+", " ");
            }
            System.out.println(answer);
            System.out.flush();
        }
    }

    private static boolean run(String[] args) throws Exception {
        switch (args[0]) {
            case "seal" -> seal(certificate(args[1]), Path.of(args[2]), Path.of(args[3]));
            case "agree" -> agree(args[1], List.of(args).subList(2, args.length - 2), Path.of(args[args.length - 2]), Path.of(args[args.length - 1]));
            case "open" -> open(privateKey(args[1]), Path.of(args[2]), Path.of(args[3]));
            case "sign" -> sign(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]), args[5].equals("attached"));
            case "verify" -> {
                return verify(certificate(args[1]), Path.of(args[2]), args.length > 3 ? Path.of(args[3]) : null);
            }
            case "path" -> path(args[1], args[2], args[3]);
            default -> throw new IllegalArgumentException(args[0]);
        }
        return true;
    }

    private static X509Certificate certificate(String file) throws Exception {
        try (var in = new FileInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", "BC").generateCertificate(in);
        }
    }

    /** Validates a path (PEM: the leaf first, without the anchor) at the present time, with a CRL for every certificate. */
    private static void path(String anchor, String chain, String crls) throws Exception {
        var factory = CertificateFactory.getInstance("X.509", "BC");
        Collection<? extends Certificate> certificates;
        Collection<? extends CRL> lists;
        try (var in = new FileInputStream(chain)) {
            certificates = factory.generateCertificates(in);
        }
        try (var in = new FileInputStream(crls)) {
            lists = factory.generateCRLs(in);
        }
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate(anchor), null)));
        parameters.setDate(new Date());
        parameters.setRevocationEnabled(true);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists), "BC"));
        CertPathValidator.getInstance("PKIX", "BC").validate(factory.generateCertPath(List.copyOf(certificates)), parameters);
    }

    private static PrivateKey privateKey(String file) throws Exception {
        byte[] der = Files.readAllBytes(Path.of(file));
        String oid = PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm().getId();
        String family = oid.startsWith("1.2.643.7") ? "ECGOST3410-2012" : "ECGOST3410";
        return KeyFactory.getInstance(family, "BC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String signatureAlgorithm(PrivateKey key, X509Certificate certificate) {
        String oid = certificate.getPublicKey().getAlgorithm();
        if (oid.equals("ECGOST3410")) {
            return "GOST3411WITHECGOST3410";
        }
        int octets = SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                .getPublicKeyData().getBytes().length;
        return octets > 100 ? "GOST3411-2012-512WITHECGOST3410-2012-512" : "GOST3411-2012-256WITHECGOST3410-2012-256";
    }

    private static void seal(X509Certificate to, Path in, Path out) throws Exception {
        var generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(to).setProvider("BC"));
        var encryptor = new JceCMSContentEncryptorBuilder(CryptoProObjectIdentifiers.gostR28147_gcfb).setProvider("BC").build();
        var sealed = generator.generate(new CMSProcessableByteArray(Files.readAllBytes(in)), encryptor);
        Files.write(out, sealed.getEncoded());
    }

    /** Seals by key agreement with a fresh key: one structure for all recipients, who share a curve. */
    private static void agree(String wrap, List<String> certificates, Path in, Path out) throws Exception {
        X509Certificate first = certificate(certificates.get(0));
        var spki = SubjectPublicKeyInfo.getInstance(first.getPublicKey().getEncoded());
        var curve = GOST3410PublicKeyAlgParameters.getInstance(spki.getAlgorithm().getParameters()).getPublicKeyParamSet();
        String family = spki.getAlgorithm().getAlgorithm().getId();
        boolean old = family.equals("1.2.643.2.2.19");
        var generator = KeyPairGenerator.getInstance(old ? "ECGOST3410" : "ECGOST3410-2012", "BC");
        generator.initialize(new ECGenParameterSpec(ECGOST3410NamedCurves.getName(curve)));
        var pair = generator.generateKeyPair();
        var agreement = old ? CryptoProObjectIdentifiers.gostR3410_2001_CryptoPro_ESDH
                : family.equals("1.2.643.7.1.1.1.1") ? CMSAlgorithm.ECDHGOST3410_2012_256 : CMSAlgorithm.ECDHGOST3410_2012_512;
        var kind = wrap.equals("plain") ? CMSAlgorithm.GOST28147_WRAP : CMSAlgorithm.GOST28147_CRYPTOPRO_WRAP;
        var recipients = new JceKeyAgreeRecipientInfoGenerator(agreement, pair.getPrivate(), pair.getPublic(), kind).setProvider("BC");
        var ukm = new byte[8];
        new SecureRandom().nextBytes(ukm);
        recipients.setUserKeyingMaterial(ukm);
        for (String file : certificates) {
            recipients.addRecipient(certificate(file));
        }
        var envelope = new CMSEnvelopedDataGenerator();
        envelope.addRecipientInfoGenerator(recipients);
        var encryptor = new JceCMSContentEncryptorBuilder(CryptoProObjectIdentifiers.gostR28147_gcfb).setProvider("BC").build();
        Files.write(out, envelope.generate(new CMSProcessableByteArray(Files.readAllBytes(in)), encryptor).getEncoded());
    }

    private static void open(PrivateKey key, Path in, Path out) throws Exception {
        var enveloped = new CMSEnvelopedData(Files.readAllBytes(in));
        Collection<RecipientInformation> recipients = enveloped.getRecipientInfos().getRecipients();
        RecipientInformation recipient = recipients.iterator().next();
        var opener = recipient instanceof KeyAgreeRecipientInformation
                ? new JceKeyAgreeEnvelopedRecipient(key).setProvider("BC")
                : new JceKeyTransEnvelopedRecipient(key).setProvider("BC");
        Files.write(out, recipient.getContent(opener));
    }

    private static void sign(PrivateKey key, X509Certificate certificate, Path in, Path out, boolean attached) throws Exception {
        var generator = new CMSSignedDataGenerator();
        var signer = new JcaContentSignerBuilder(signatureAlgorithm(key, certificate)).setProvider("BC").build(key);
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        Files.write(out, generator.generate(new CMSProcessableByteArray(Files.readAllBytes(in)), attached).getEncoded());
    }

    private static boolean verify(X509Certificate certificate, Path signature, Path content) throws Exception {
        byte[] cms = Files.readAllBytes(signature);
        var signed = content == null ? new CMSSignedData(cms) : new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(content)), cms);
        var signers = signed.getSignerInfos().getSigners();
        boolean valid = !signers.isEmpty();
        for (SignerInformation signer : signers) {
            try {
                valid &= signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate));
            } catch (CMSSignerDigestMismatchException e) {
                valid = false;
            }
        }
        return valid;
    }
}
