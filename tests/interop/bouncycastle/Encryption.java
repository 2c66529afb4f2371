import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSAuthenticatedData;
import org.bouncycastle.cms.CMSAuthenticatedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.KEKRecipientInformation;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.PasswordRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.SimpleAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSMacCalculatorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKAuthenticatedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthenticatedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthenticatedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordAuthenticatedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** EnvelopedData, AuthEnvelopedData and AuthenticatedData, opened and made. */
final class Encryption {
    private Encryption() {}

    private static final Map<String, ASN1ObjectIdentifier> CIPHERS = Map.of(
        "AES128-CBC", CMSAlgorithm.AES128_CBC, "AES192-CBC", CMSAlgorithm.AES192_CBC,
        "AES256-CBC", CMSAlgorithm.AES256_CBC, "AES128-GCM", CMSAlgorithm.AES128_GCM,
        "AES192-GCM", CMSAlgorithm.AES192_GCM, "AES256-GCM", CMSAlgorithm.AES256_GCM,
        "3DES-CBC", CMSAlgorithm.DES_EDE3_CBC);

    private static final Map<String, ASN1ObjectIdentifier> MACS = Map.of(
        "HMAC-SHA1", PKCSObjectIdentifiers.id_hmacWithSHA1, "HMAC-SHA224", PKCSObjectIdentifiers.id_hmacWithSHA224,
        "HMAC-SHA256", PKCSObjectIdentifiers.id_hmacWithSHA256, "HMAC-SHA384", PKCSObjectIdentifiers.id_hmacWithSHA384,
        "HMAC-SHA512", PKCSObjectIdentifiers.id_hmacWithSHA512);

    /** The content of an EnvelopedData or AuthEnvelopedData for the key, password or KEK given. */
    static Object decrypt(Request request) throws Exception {
        ContentInfo info = ContentInfo.getInstance(request.octets("der"));
        boolean authenticated = info.getContentType().getId().equals("1.2.840.113549.1.9.16.1.23");
        RecipientInformationStore recipients = authenticated
            ? new CMSAuthEnvelopedData(info).getRecipientInfos() : new CMSEnvelopedData(info).getRecipientInfos();
        Map<String, Object> answer = new LinkedHashMap<>();
        Exception last = null;
        for (RecipientInformation each : recipients) {
            Recipient recipient = recipient(each, request, authenticated ? Wrapping.AUTH_ENVELOPED : Wrapping.ENVELOPED);
            if (recipient == null) {
                continue;
            }
            try {
                answer.put("content", each.getContent(recipient));
                answer.put("content_type", each.getContentType().getId());
                answer.put("recipient", each.getClass().getSimpleName().replace("RecipientInformation", ""));
                answer.put("key_encryption", each.getKeyEncryptionAlgOID());
                return answer;
            } catch (CMSException thrown) {
                last = thrown;
            }
        }
        if (last != null) {
            throw last;
        }
        throw new CMSException("no recipient is one for what was given");
    }

    private static final String NO_AEAD = "BouncyCastle opens AuthEnvelopedData for RSA recipients only";

    private enum Wrapping { ENVELOPED, AUTH_ENVELOPED, AUTHENTICATED }

    /** What opens that RecipientInfo; null where nothing that was given does. */
    private static Recipient recipient(RecipientInformation info, Request request, Wrapping wrapping) throws Exception {
        if (info instanceof PasswordRecipientInformation && request.has("password")) {
            char[] password = request.text("password").toCharArray();
            JcePasswordRecipient recipient = switch (wrapping) {
                case ENVELOPED -> new JcePasswordEnvelopedRecipient(password);
                case AUTH_ENVELOPED -> throw new Peer.Unsupported(NO_AEAD);
                case AUTHENTICATED -> new JcePasswordAuthenticatedRecipient(password);
            };
            return recipient.setPasswordConversionScheme(PasswordRecipient.PKCS5_SCHEME2_UTF8).setProvider("BC");
        } else if (info instanceof KEKRecipientInformation && request.has("kek")) {
            SecretKeySpec key = new SecretKeySpec(request.octets("kek"), "AES");
            return (switch (wrapping) {
                case ENVELOPED -> new JceKEKEnvelopedRecipient(key);
                case AUTH_ENVELOPED -> throw new Peer.Unsupported(NO_AEAD);
                case AUTHENTICATED -> new JceKEKAuthenticatedRecipient(key);
            }).setProvider("BC");
        } else if (info instanceof KeyTransRecipientInformation && request.has("key")) {
            PrivateKey key = Keys.privateKey(request.octets("key"));
            return (switch (wrapping) {
                case ENVELOPED -> new JceKeyTransEnvelopedRecipient(key);
                case AUTH_ENVELOPED -> new JceKeyTransAuthEnvelopedRecipient(key);
                case AUTHENTICATED -> new JceKeyTransAuthenticatedRecipient(key);
            }).setProvider("BC");
        } else if (info instanceof KeyAgreeRecipientInformation && request.has("key")) {
            PrivateKey key = Keys.privateKey(request.octets("key"));
            return (switch (wrapping) {
                case ENVELOPED -> new JceKeyAgreeEnvelopedRecipient(key);
                case AUTH_ENVELOPED -> throw new Peer.Unsupported(NO_AEAD);
                case AUTHENTICATED -> new JceKeyAgreeAuthenticatedRecipient(key);
            }).setProvider("BC");
        }
        return null;
    }

    /** The MAC of an AuthenticatedData, and the digest of its content where it has authenticated attributes. */
    static Object verifyMac(Request request) throws Exception {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        CMSAuthenticatedData data = new CMSAuthenticatedData(request.octets("der"), digests);
        for (RecipientInformation each : data.getRecipientInfos()) {
            Recipient recipient = recipient(each, request, Wrapping.AUTHENTICATED);
            if (recipient == null) {
                continue;
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("mac_algorithm", data.getMacAlgOID());
            answer.put("content", null);
            return Signatures.check(answer, () -> {
                answer.put("content", each.getContent(recipient));
                return Arrays.equals(data.getMac(), each.getMac())
                    && (data.getAuthAttrs() == null || Arrays.equals(data.getContentDigest(), each.getContentDigest()));
            });
        }
        throw new CMSException("no recipient is one for what was given");
    }

    /** EnvelopedData, or AuthEnvelopedData where the cipher is an AEAD. */
    static Object envelope(Request request) throws Exception {
        String cipher = request.text("cipher", "AES256-CBC");
        CMSTypedData content =
            new CMSProcessableByteArray(new ASN1ObjectIdentifier(request.text("type")), request.octets("content"));
        OutputEncryptor encryptor = new JceCMSContentEncryptorBuilder(named(CIPHERS, cipher)).setProvider("BC").build();
        ContentInfo made;
        if (encryptor instanceof OutputAEADEncryptor aead) {
            CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
            addRecipients(request, generator::addRecipientInfoGenerator);
            if (!content.getContentType().equals(CMSObjectIdentifiers.data)) {
                // RFC 5083 section 2.1: then the content-type attribute must be there.
                generator.setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(
                    new AttributeTable(new Attribute(CMSAttributes.contentType, new DERSet(content.getContentType())))));
            }
            made = generator.generate(content, aead).toASN1Structure();
        } else {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            addRecipients(request, generator::addRecipientInfoGenerator);
            made = generator.generate(content, encryptor).toASN1Structure();
        }
        return Map.of("der", made.getEncoded(request.has("ber") ? "BER" : "DER"));
    }

    static Object authenticate(Request request) throws Exception {
        CMSAuthenticatedDataGenerator generator = new CMSAuthenticatedDataGenerator();
        addRecipients(request, generator::addRecipientInfoGenerator);
        CMSTypedData content =
            new CMSProcessableByteArray(new ASN1ObjectIdentifier(request.text("type")), request.octets("content"));
        var mac = new JceCMSMacCalculatorBuilder(named(MACS, request.text("mac", "HMAC-SHA256"))).setProvider("BC").build();
        // Content other than id-data demands authenticated attributes, and these a digest (RFC 5652 section 9.1).
        var digest = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build()
            .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
        CMSAuthenticatedData made = request.text("type").equals("1.2.840.113549.1.7.1")
            ? generator.generate(content, mac) : generator.generate(content, mac, digest);
        return Map.of("der", made.toASN1Structure().getEncoded(request.has("ber") ? "BER" : "DER"));
    }

    private static ASN1ObjectIdentifier named(Map<String, ASN1ObjectIdentifier> table, String name) {
        if (!table.containsKey(name)) {
            throw new Request.Fault("no algorithm " + name + " among " + table.keySet());
        }
        return table.get(name);
    }

    private interface Adder {
        void add(RecipientInfoGenerator generator);
    }

    private static void addRecipients(Request request, Adder to) throws Exception {
        List<RecipientInfoGenerator> made = new ArrayList<>();
        for (byte[] der : request.all("certificate")) {
            X509Certificate certificate =
                new JcaX509CertificateConverter().setProvider("BC").getCertificate(new X509CertificateHolder(der));
            made.add(forKey(certificate, request.has("oaep")));
        }
        if (request.has("password")) {
            made.add(new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, request.text("password").toCharArray())
                .setProvider("BC").setPasswordConversionScheme(PasswordRecipient.PKCS5_SCHEME2_UTF8)
                .setSaltAndIterationCount("salt of the test".getBytes(), 2048)
                .setPRF(PasswordRecipient.PRF.HMacSHA256));
        }
        if (request.has("kek")) {
            made.add(new JceKEKRecipientInfoGenerator(request.octets("kek-id"),
                new SecretKeySpec(request.octets("kek"), "AES")).setProvider("BC"));
        }
        if (made.isEmpty()) {
            throw new Request.Fault("a certificate, password or kek is needed");
        }
        made.forEach(to::add);
    }

    private static RecipientInfoGenerator forKey(X509Certificate certificate, boolean oaep) throws Exception {
        PublicKey key = certificate.getPublicKey();
        if (key.getAlgorithm().equals("RSA")) {
            if (!oaep) {
                return new JceKeyTransRecipientInfoGenerator(certificate).setProvider("BC");
            }
            AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
            return new JceKeyTransRecipientInfoGenerator(certificate, new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSAES_OAEP, new RSAESOAEPparams(sha256,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256), RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM)))
                .setProvider("BC");
        }
        KeyPairGenerator pairs;
        if (key instanceof ECPublicKey ec) {
            pairs = KeyPairGenerator.getInstance("EC", "BC");
            pairs.initialize(ec.getParams());
        } else {
            pairs = KeyPairGenerator.getInstance(key.getAlgorithm(), "BC");
        }
        KeyPair ephemeral = pairs.generateKeyPair();
        return new JceKeyAgreeRecipientInfoGenerator(SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme,
            ephemeral.getPrivate(), ephemeral.getPublic(), CMSAlgorithm.AES256_WRAP)
            .addRecipient(certificate).setProvider("BC");
    }
}
