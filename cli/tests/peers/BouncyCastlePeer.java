// SPDX-License-Identifier: MIT OR Apache-2.0
//
// BouncyCastle as a peer: seals, opens, signs and verifies CMS for the interop tests; judges certificate paths; is a
// time-stamp authority and an OCSP responder.
// Commands come on standard input, one a line, the words parted by tabs. Each is answered by one line: "ok" or what else the
// command says, "invalid" for a signature that does not verify, or "error: " and why.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cryptopro.CryptoProObjectIdentifiers;
import org.bouncycastle.asn1.cryptopro.ECGOST3410NamedCurves;
import org.bouncycastle.asn1.cryptopro.GOST3410PublicKeyAlgParameters;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.rosstandart.RosstandartObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

public final class BouncyCastlePeer {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String answer;
            try {
                answer = run(line.split("\t"));
            } catch (Exception e) {
                answer = "error: " + e.toString().replaceAll("\\s+", " ");
            }
            System.out.println(answer);
            System.out.flush();
        }
    }

    private static String run(String[] args) throws Exception {
        switch (args[0]) {
            case "seal" -> seal(certificate(args[1]), Path.of(args[2]), Path.of(args[3]));
            case "agree" -> agree(args[1], List.of(args).subList(2, args.length - 2), Path.of(args[args.length - 2]), Path.of(args[args.length - 1]));
            case "open" -> open(privateKey(args[1]), Path.of(args[2]), Path.of(args[3]));
            case "sign" -> sign(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]), args[5].equals("attached"));
            case "verify" -> {
                return word(verify(certificate(args[1]), Path.of(args[2]), args.length > 3 ? Path.of(args[3]) : null));
            }
            case "cades" -> cades(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]), args[5].equals("attached"));
            case "stamp" -> stamp(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]));
            case "cosign" -> cosign(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]));
            case "countersign" -> countersign(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]));
            case "report" -> {
                return report(Path.of(args[1]), args.length > 2 ? Path.of(args[2]) : null);
            }
            case "tsa" -> answerTimeStampRequest(privateKey(args[1]), certificate(args[2]), Path.of(args[3]), Path.of(args[4]));
            case "ts-query" -> timeStampRequest(Path.of(args[1]), Path.of(args[2]));
            case "ts-verify" -> verifyTimeStamp(Path.of(args[1]), Path.of(args[2]), certificate(args[3]));
            case "ocsp" -> answerOcspRequest(privateKey(args[1]), certificate(args[2]), certificate(args[3]), certificate(args[4]), Path.of(args[5]), Path.of(args[6]), args[7]);
            case "request" -> request(privateKey(args[1]), certificate(args[2]), args[3], Path.of(args[4]));
            case "check-request" -> {
                return word(checkRequest(Path.of(args[1])));
            }
            case "path" -> path(args[1], args[2], args[3]);
            default -> throw new IllegalArgumentException(args[0]);
        }
        return "ok";
    }

    private static String word(boolean valid) {
        return valid ? "ok" : "invalid";
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

    private static DigestCalculator digest(ASN1ObjectIdentifier algorithm) throws Exception {
        return new JcaDigestCalculatorProviderBuilder().setProvider("BC").build().get(new AlgorithmIdentifier(algorithm));
    }

    private static byte[] digest(ASN1ObjectIdentifier algorithm, byte[] data) throws Exception {
        var calculator = digest(algorithm);
        calculator.getOutputStream().write(data);
        return calculator.getDigest();
    }

    private static ContentSigner contentSigner(PrivateKey key, X509Certificate certificate) throws Exception {
        return new JcaContentSignerBuilder(signatureAlgorithm(key, certificate)).setProvider("BC").build(key);
    }

    /** A SignerInfo with signingCertificateV2: CAdES-BES. */
    private static SignerInfoGenerator bes(PrivateKey key, X509Certificate certificate) throws Exception {
        var hash = RosstandartObjectIdentifiers.id_tc26_gost_3411_12_256;
        var id = new ESSCertIDv2(new AlgorithmIdentifier(hash), digest(hash, certificate.getEncoded()));
        var attribute = new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(new SigningCertificateV2(id)));
        var attributes = new DefaultSignedAttributeTableGenerator(new AttributeTable(attribute));
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        return new JcaSignerInfoGeneratorBuilder(digests).setSignedAttributeGenerator(attributes).build(contentSigner(key, certificate), certificate);
    }

    private static void cades(PrivateKey key, X509Certificate certificate, Path in, Path out, boolean attached) throws Exception {
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(bes(key, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        Files.write(out, generator.generate(new CMSProcessableByteArray(Files.readAllBytes(in)), attached).getEncoded());
    }

    /** Adds a signature beside those that an attached message has. */
    private static void cosign(PrivateKey key, X509Certificate certificate, Path in, Path out) throws Exception {
        var signed = new CMSSignedData(Files.readAllBytes(in));
        var generator = new CMSSignedDataGenerator();
        generator.addSigners(signed.getSignerInfos());
        generator.addCertificates(signed.getCertificates());
        generator.addSignerInfoGenerator(bes(key, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        Files.write(out, generator.generate(signed.getSignedContent(), true).getEncoded());
    }

    /** Signs every signature of a message. */
    private static void countersign(PrivateKey key, X509Certificate certificate, Path in, Path out) throws Exception {
        var signed = new CMSSignedData(Files.readAllBytes(in));
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(bes(key, certificate));
        var signers = new ArrayList<SignerInformation>();
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            signers.add(SignerInformation.addCounterSigners(signer, generator.generateCounterSigners(signer)));
        }
        var certificates = new ArrayList<>(signed.getCertificates().getMatches(null));
        certificates.add(new JcaX509CertificateHolder(certificate));
        var replaced = CMSSignedData.replaceSigners(signed, new SignerInformationStore(signers));
        replaced = CMSSignedData.replaceCertificatesAndCRLs(replaced, new CollectionStore<>(certificates), null, null);
        Files.write(out, replaced.getEncoded());
    }

    private static TimeStampTokenGenerator tokens(PrivateKey key, X509Certificate certificate) throws Exception {
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        var signer = new JcaSignerInfoGeneratorBuilder(digests).build(contentSigner(key, certificate), certificate);
        var hash = digest(RosstandartObjectIdentifiers.id_tc26_gost_3411_12_256);
        var generator = new TimeStampTokenGenerator(signer, hash, new ASN1ObjectIdentifier("1.2.643.2.2.38.4"));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        return generator;
    }

    /** Puts a time stamp over every signature of a message: CAdES-T. */
    private static void stamp(PrivateKey key, X509Certificate certificate, Path in, Path out) throws Exception {
        var hash = RosstandartObjectIdentifiers.id_tc26_gost_3411_12_256;
        var signed = new CMSSignedData(Files.readAllBytes(in));
        var signers = new ArrayList<SignerInformation>();
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            var asked = new TimeStampRequestGenerator();
            asked.setCertReq(true);
            var query = asked.generate(hash, digest(hash, signer.getSignature()));
            var token = tokens(key, certificate).generate(query, BigInteger.valueOf(7), new Date());
            var value = ASN1Primitive.fromByteArray(token.getEncoded());
            var attribute = new Attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet(value));
            signers.add(SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attribute)));
        }
        Files.write(out, CMSSignedData.replaceSigners(signed, new SignerInformationStore(signers)).getEncoded());
    }

    /** What a message holds, every part of it verified: signers that are bound to their certificates, countersignatures, time stamps. */
    @SuppressWarnings("unchecked")
    private static String report(Path message, Path content) throws Exception {
        byte[] cms = Files.readAllBytes(message);
        var signed = content == null ? new CMSSignedData(cms) : new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(content)), cms);
        var verifier = new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC");
        int bound = 0, countersignatures = 0, stamps = 0;
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            var holder = (X509CertificateHolder) signed.getCertificates().getMatches(signer.getSID()).iterator().next();
            if (!signer.verify(verifier.build(holder))) {
                return "invalid";
            }
            var attribute = signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
            var id = SigningCertificateV2.getInstance(attribute.getAttrValues().getObjectAt(0)).getCerts()[0];
            if (!Arrays.equals(id.getCertHash(), digest(id.getHashAlgorithm().getAlgorithm(), holder.getEncoded()))) {
                return "invalid";
            }
            bound += 1;
            for (SignerInformation counter : signer.getCounterSignatures().getSigners()) {
                var other = (X509CertificateHolder) signed.getCertificates().getMatches(counter.getSID()).iterator().next();
                if (!counter.verify(verifier.build(other))) {
                    return "invalid";
                }
                countersignatures += 1;
            }
            var unsigned = signer.getUnsignedAttributes();
            var tokens = unsigned == null ? null : unsigned.get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
            if (tokens != null) {
                var token = new TimeStampToken(ContentInfo.getInstance(tokens.getAttrValues().getObjectAt(0)));
                var authority = (X509CertificateHolder) token.getCertificates().getMatches(token.getSID()).iterator().next();
                token.validate(verifier.build(authority));
                var info = token.getTimeStampInfo();
                if (!Arrays.equals(info.getMessageImprintDigest(), digest(info.getMessageImprintAlgOID(), signer.getSignature()))) {
                    return "invalid";
                }
                stamps += 1;
            }
        }
        return bound + " signers, " + countersignatures + " countersignatures, " + stamps + " time stamps";
    }

    private static void answerTimeStampRequest(PrivateKey key, X509Certificate certificate, Path in, Path out) throws Exception {
        var request = new TimeStampRequest(Files.readAllBytes(in));
        var accepted = Set.of(request.getMessageImprintAlgOID());
        var responses = new TimeStampResponseGenerator(tokens(key, certificate), accepted);
        Files.write(out, responses.generate(request, BigInteger.valueOf(8), new Date()).getEncoded());
    }

    private static void timeStampRequest(Path data, Path out) throws Exception {
        var hash = RosstandartObjectIdentifiers.id_tc26_gost_3411_12_256;
        var generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        Files.write(out, generator.generate(hash, digest(hash, Files.readAllBytes(data)), BigInteger.valueOf(4711)).getEncoded());
    }

    /** Throws unless the response answers the request and the authority signed it. */
    private static void verifyTimeStamp(Path request, Path response, X509Certificate certificate) throws Exception {
        var answer = new TimeStampResponse(Files.readAllBytes(response));
        answer.validate(new TimeStampRequest(Files.readAllBytes(request)));
        answer.getTimeStampToken().validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate));
    }

    /** Answers for one certificate in the name of a delegate. The request must be about that certificate. */
    private static void answerOcspRequest(PrivateKey key, X509Certificate responder, X509Certificate issuer, X509Certificate about, Path in, Path out, String status) throws Exception {
        var request = new OCSPReq(Files.readAllBytes(in));
        if (request.getRequestList().length != 1) {
            throw new IllegalArgumentException("not one request");
        }
        var id = request.getRequestList()[0].getCertID();
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        if (!id.matchesIssuer(new JcaX509CertificateHolder(issuer), digests) || !id.getSerialNumber().equals(about.getSerialNumber())) {
            throw new IllegalArgumentException("not about this certificate");
        }
        var hour = 3_600_000L;
        var now = System.currentTimeMillis();
        var builder = new BasicOCSPRespBuilder(new JcaRespID(responder.getSubjectX500Principal()));
        var answer = status.equals("good") ? CertificateStatus.GOOD : new RevokedStatus(new Date(now - 24 * hour), CRLReason.keyCompromise);
        builder.addResponse(id, answer, new Date(now - hour), new Date(now + hour), null);
        var nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (nonce != null) {
            builder.setResponseExtensions(new Extensions(nonce));
        }
        var chain = new X509CertificateHolder[] {new JcaX509CertificateHolder(responder)};
        var basic = builder.build(contentSigner(key, responder), chain, new Date(now - hour));
        Files.write(out, new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded());
    }

    /** Asks for a certificate for the key of another one. */
    private static void request(PrivateKey key, X509Certificate certificate, String subject, Path out) throws Exception {
        var builder = new JcaPKCS10CertificationRequestBuilder(new X500Principal(subject), certificate.getPublicKey());
        Files.write(out, builder.build(contentSigner(key, certificate)).getEncoded());
    }

    private static boolean checkRequest(Path file) throws Exception {
        var request = new JcaPKCS10CertificationRequest(Files.readAllBytes(file)).setProvider("BC");
        return request.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getPublicKey()));
    }
}
