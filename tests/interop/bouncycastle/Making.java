import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.SubsequentMessage;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.util.CollectionStore;

/** SignedData, PKCS#10 and CRMF as BouncyCastle makes them. */
final class Making {
    private Making() {}

    /** One signer: by the first certificate, or by the subjectKeyIdentifier given. */
    static Object signCms(Request request) throws Exception {
        List<X509CertificateHolder> certificates = new ArrayList<>();
        for (byte[] der : request.all("certificate")) {
            certificates.add(new X509CertificateHolder(der));
        }
        JcaSignerInfoGeneratorBuilder builder =
            new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider("BC").build());
        builder.setDirectSignature(request.has("direct"));
        SignerInfoGenerator signer = request.has("ski")
            ? builder.build(Keys.signer(request), request.octets("ski"))
            : builder.build(Keys.signer(request), certificates.get(0));
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(signer);
        generator.addCertificates(new CollectionStore<>(certificates));
        ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(request.text("type"));
        // BouncyCastle writes indefinite lengths unless it is asked for DER.
        String encoding = request.has("ber") ? "BER" : "DER";
        return Map.of("der", generator.generate(new CMSProcessableByteArray(type, request.octets("content")), true)
            .toASN1Structure().getEncoded(encoding));
    }

    static Object pkcs10(Request request) throws Exception {
        PKCS10CertificationRequestBuilder builder = new PKCS10CertificationRequestBuilder(
            new X500Name(request.text("subject")), SubjectPublicKeyInfo.getInstance(request.octets("spki")));
        if (request.has("extensions")) {
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                Extensions.getInstance(request.octets("extensions")));
        }
        return Map.of("der", builder.build(Keys.signer(request)).getEncoded());
    }

    /** CertReqMessages with one message; "pop" says how possession is proven. */
    static Object crmf(Request request) throws Exception {
        CertificateRequestMessageBuilder builder =
            new CertificateRequestMessageBuilder(BigInteger.valueOf(request.number("id", 1)));
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(request.octets("spki"));
        builder.setPublicKey(key);
        String pop = request.text("pop", "signature");
        // RFC 4211 section 4.1: poposkInput stands where the template lacks the subject.
        if (!pop.equals("signature sender") && !pop.equals("signature publicKeyMAC")) {
            builder.setSubject(new X500Name(request.text("subject")));
        }
        if (request.has("extensions")) {
            Extensions extensions = Extensions.getInstance(request.octets("extensions"));
            for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
                Extension extension = extensions.getExtension(oid);
                builder.addExtension(oid, extension.isCritical(), extension.getExtnValue().getOctets());
            }
        }
        switch (pop) {
            case "none" -> { }
            case "raVerified" -> builder.setProofOfPossessionRaVerified();
            case "signature" -> builder.setProofOfPossessionSigningKeySigner(Keys.signer(request));
            case "signature sender" -> builder.setAuthInfoSender(new X500Name(request.text("subject")))
                .setProofOfPossessionSigningKeySigner(Keys.signer(request));
            case "signature publicKeyMAC" -> builder.setAuthInfoPKMAC(
                new PKMACBuilder(new JcePKMACValuesCalculator().setProvider("BC")),
                request.text("password").toCharArray())
                .setProofOfPossessionSigningKeySigner(Keys.signer(request));
            case "subsequentMessage encrCert" -> builder.setProofOfPossessionSubsequentMessage(SubsequentMessage.encrCert);
            case "subsequentMessage challengeResp" ->
                builder.setProofOfPossessionSubsequentMessage(SubsequentMessage.challengeResp);
            default -> throw new Request.Fault("make-crmf knows no pop " + pop);
        }
        return Map.of("der", new CertReqMessages(builder.build().toASN1Structure()).getEncoded("DER"));
    }
}
