import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmc.PKIData;
import org.bouncycastle.asn1.cmc.TaggedRequest;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.PKMACValue;
import org.bouncycastle.asn1.crmf.POPOPrivKey;
import org.bouncycastle.asn1.crmf.POPOSigningKey;
import org.bouncycastle.asn1.crmf.POPOSigningKeyInput;
import org.bouncycastle.asn1.crmf.ProofOfPossession;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.crmf.CertificateRequestMessage;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignerDigestMismatchException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.CollectionStore;
import org.bouncycastle.util.Store;

/** Checks of SignedData, PKCS#10 and proofs of possession. */
final class Signatures {
    private Signatures() {}

    @FunctionalInterface
    interface Check {
        boolean holds() throws Exception;
    }

    /** Puts "status" (valid, invalid, unsupported) and "reason" into the entry. */
    static Map<String, Object> check(Map<String, Object> entry, Check check) {
        String status;
        String reason = "";
        try {
            status = check.holds() ? "valid" : "invalid";
        } catch (CMSSignerDigestMismatchException thrown) {
            status = "invalid";
            reason = Peer.reason(thrown);
        } catch (Exception thrown) {
            boolean lacking = Peer.lacksMeans(thrown) || thrown instanceof OperatorCreationException
                || thrown.getCause() instanceof OperatorCreationException;
            status = lacking ? "unsupported" : "invalid";
            reason = Peer.reason(thrown);
        }
        entry.put("status", status);
        entry.put("reason", reason);
        return entry;
    }

    /** Every signer of a SignedData, with the certificate inside or given, a key given, or that of a request inside. */
    static Object verifyCms(Request request) throws Exception {
        CMSSignedData data = new CMSSignedData(request.octets("der"));
        List<X509CertificateHolder> given = new ArrayList<>();
        for (byte[] der : request.all("certificate")) {
            given.add(new X509CertificateHolder(der));
        }
        Store<X509CertificateHolder> inside = data.getCertificates();
        Store<X509CertificateHolder> outside = new CollectionStore<>(given);
        List<Object> signers = new ArrayList<>();
        for (SignerInformation signer : data.getSignerInfos()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("issuer", signer.getSID().getIssuer() == null ? null : signer.getSID().getIssuer().getEncoded());
            entry.put("serial_number", signer.getSID().getSerialNumber());
            entry.put("subject_key_identifier", signer.getSID().getSubjectKeyIdentifier());
            entry.put("digest_algorithm", signer.getDigestAlgOID());
            entry.put("signature_algorithm", signer.toASN1Structure().getDigestEncryptionAlgorithm().getAlgorithm().getId());
            @SuppressWarnings("unchecked")
            Collection<X509CertificateHolder> within = inside.getMatches(signer.getSID());
            @SuppressWarnings("unchecked")
            Collection<X509CertificateHolder> beside = outside.getMatches(signer.getSID());
            if (!within.isEmpty() || !beside.isEmpty()) {
                X509CertificateHolder holder = (within.isEmpty() ? beside : within).iterator().next();
                entry.put("key", within.isEmpty() ? "given certificate" : "certificate inside");
                signers.add(check(entry, () -> {
                    Keys.publicKey(holder.getSubjectPublicKeyInfo());
                    return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(holder));
                }));
                continue;
            }
            List<SubjectPublicKeyInfo> keys = new ArrayList<>();
            for (byte[] der : request.all("spki")) {
                keys.add(SubjectPublicKeyInfo.getInstance(der));
            }
            entry.put("key", keys.isEmpty() ? "request inside" : "given key");
            if (keys.isEmpty()) {
                keys = requestKeys(data);
            }
            if (keys.isEmpty()) {
                entry.put("key", null);
                entry.put("status", "no-key");
                entry.put("reason", "no certificate matches the signer, and no key was given or is in a request");
                signers.add(entry);
                continue;
            }
            for (SubjectPublicKeyInfo key : keys) {
                check(entry, () ->
                    signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(Keys.publicKey(key))));
                if (entry.get("status").equals("valid")) {
                    break;
                }
            }
            signers.add(entry);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("content_type", data.getSignedContentTypeOID());
        answer.put("content", data.getSignedContent() == null ? null : (byte[]) data.getSignedContent().getContent());
        answer.put("certificates", inside.getMatches(null).size());
        answer.put("crls", data.getCRLs().getMatches(null).size());
        answer.put("signers", signers);
        return answer;
    }

    private static List<SubjectPublicKeyInfo> requestKeys(CMSSignedData data) throws Exception {
        List<SubjectPublicKeyInfo> keys = new ArrayList<>();
        if (!data.getSignedContentTypeOID().equals("1.3.6.1.5.5.7.12.2")) {
            return keys;
        }
        byte[] content = (byte[]) data.getSignedContent().getContent();
        for (TaggedRequest request : PKIData.getInstance(ASN1Primitive.fromByteArray(content)).getReqSequence()) {
            if (request.getTagNo() == 0) {
                ASN1Sequence parts = (ASN1Sequence) request.getValue().toASN1Primitive();
                keys.add(CertificationRequest.getInstance(parts.getObjectAt(1).toASN1Primitive())
                    .getCertificationRequestInfo().getSubjectPublicKeyInfo());
            } else if (request.getTagNo() == 1) {
                SubjectPublicKeyInfo key = CertReqMsg.getInstance(request.getValue()).getCertReq().getCertTemplate().getPublicKey();
                if (key != null) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    static Object verifyPkcs10(Request request) throws Exception {
        PKCS10CertificationRequest csr = new PKCS10CertificationRequest(request.octets("der"));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("signature_algorithm", csr.getSignatureAlgorithm().getAlgorithm().getId());
        return check(entry, () -> csr.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider("BC")
            .build(Keys.publicKey(csr.getSubjectPublicKeyInfo()))));
    }

    /** The proof of possession of each message of a CertReqMessages, or of one CertReqMsg. */
    static Object verifyPossession(Request request) throws Exception {
        ASN1Sequence outer = ASN1Sequence.getInstance(request.octets("der"));
        boolean single = outer.size() > 0 && ASN1Sequence.getInstance(outer.getObjectAt(0)).getObjectAt(0)
            instanceof ASN1Integer;
        List<Object> found = new ArrayList<>();
        for (ASN1Encodable each : single ? new ASN1Encodable[] {outer} : outer.toArray()) {
            found.add(verifyPossession(CertReqMsg.getInstance(each), request.text("password", null)));
        }
        return found;
    }

    private static Object verifyPossession(CertReqMsg message, String password) throws Exception {
        Map<String, Object> entry = new LinkedHashMap<>();
        BigInteger id = message.getCertReq().getCertReqId().getValue();
        entry.put("cert_req_id", id);
        ProofOfPossession proof = message.getPopo();
        SubjectPublicKeyInfo key = message.getCertReq().getCertTemplate().getPublicKey();
        if (proof == null) {
            entry.put("method", "none");
            entry.put("status", "absent");
            entry.put("reason", "no proof of possession");
            return entry;
        }
        switch (proof.getType()) {
            case ProofOfPossession.TYPE_RA_VERIFIED -> {
                entry.put("method", "raVerified");
                entry.put("status", "absent");
                entry.put("reason", "no proof of possession but an RA's word");
                return entry;
            }
            case ProofOfPossession.TYPE_SIGNING_KEY -> {
                POPOSigningKey signing = POPOSigningKey.getInstance(proof.getObject());
                boolean withMac = signing.getPoposkInput() != null && signing.getPoposkInput().getPublicKeyMAC() != null;
                SubjectPublicKeyInfo proven = key != null || signing.getPoposkInput() == null ? key
                    : signing.getPoposkInput().getPublicKey();
                entry.put("method", withMac ? "signature publicKeyMAC"
                    : signing.getPoposkInput() != null ? "signature sender" : "signature");
                CertificateRequestMessage checked = new CertificateRequestMessage(message);
                return check(entry, () -> {
                    var verifier = new JcaContentVerifierProviderBuilder().setProvider("BC").build(Keys.publicKey(proven));
                    if (!withMac) {
                        return checked.isValidSigningKeyPOP(verifier);
                    }
                    if (password == null) {
                        throw new Peer.Unsupported("publicKeyMAC: no password was given");
                    }
                    PKMACBuilder builder = new PKMACBuilder(new JcePKMACValuesCalculator().setProvider("BC"));
                    if (key != null) {
                        return checked.isValidSigningKeyPOP(verifier, builder, password.toCharArray());
                    }
                    // 1.72 reads the key out of the template only; RFC 4211 section 4.1 lets it stand in poposkInput alone.
                    return macHolds(signing.getPoposkInput(), builder, password)
                        && holds(verifier, signing, signing.getPoposkInput());
                });
            }
            default -> {
                String use = proof.getType() == ProofOfPossession.TYPE_KEY_ENCIPHERMENT ? "keyEncipherment" : "keyAgreement";
                POPOPrivKey inner = POPOPrivKey.getInstance(proof.getObject());
                entry.put("method", use + " [" + inner.getType() + "]");
                return check(entry, () -> {
                    throw new Peer.Unsupported("BouncyCastle checks no POPOPrivKey");
                });
            }
        }
    }

    private static boolean macHolds(POPOSigningKeyInput input, PKMACBuilder builder, String password) throws Exception {
        PKMACValue stated = input.getPublicKeyMAC();
        builder.setParameters(PBMParameter.getInstance(stated.getAlgId().getParameters()));
        MacCalculator mac = builder.build(password.toCharArray());
        mac.getOutputStream().write(input.getPublicKey().getEncoded("DER"));
        return Arrays.equals(mac.getMac(), stated.getValue().getBytes());
    }

    private static boolean holds(ContentVerifierProvider provider, POPOSigningKey proof, POPOSigningKeyInput input)
        throws Exception {
        ContentVerifier verifier = provider.get(proof.getAlgorithmIdentifier());
        verifier.getOutputStream().write(input.getEncoded("DER"));
        return verifier.verify(proof.getSignature().getOctets());
    }
}
