import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mozilla.jss.asn1.ANY;
import org.mozilla.jss.asn1.ASN1Util;
import org.mozilla.jss.asn1.ASN1Value;
import org.mozilla.jss.asn1.OBJECT_IDENTIFIER;
import org.mozilla.jss.asn1.OCTET_STRING;
import org.mozilla.jss.asn1.SEQUENCE;
import org.mozilla.jss.asn1.SET;
import org.mozilla.jss.crypto.DigestAlgorithm;
import org.mozilla.jss.netscape.security.pkcs.PKCS10;
import org.mozilla.jss.netscape.security.x509.KeyIdentifier;
import org.mozilla.jss.netscape.security.x509.SubjectKeyIdentifierExtension;
import org.mozilla.jss.pkcs10.CertificationRequest;
import org.mozilla.jss.pkcs11.PK11PubKey;
import org.mozilla.jss.pkix.cert.Certificate;
import org.mozilla.jss.pkix.cert.CertificateInfo;
import org.mozilla.jss.pkix.cert.Extension;
import org.mozilla.jss.pkix.cmc.PKIData;
import org.mozilla.jss.pkix.cmc.ResponseBody;
import org.mozilla.jss.pkix.cmc.TaggedAttribute;
import org.mozilla.jss.pkix.cmc.TaggedRequest;
import org.mozilla.jss.pkix.cms.ContentInfo;
import org.mozilla.jss.pkix.cms.IssuerAndSerialNumber;
import org.mozilla.jss.pkix.cms.SignedData;
import org.mozilla.jss.pkix.cms.SignerIdentifier;
import org.mozilla.jss.pkix.cms.SignerInfo;
import org.mozilla.jss.pkix.crmf.CertReqMsg;
import org.mozilla.jss.pkix.crmf.CertTemplate;
import org.mozilla.jss.pkix.crmf.ProofOfPossession;
import org.mozilla.jss.pkix.primitive.Attribute;
import org.mozilla.jss.pkix.primitive.SubjectPublicKeyInfo;

/** A full message, checked the way Dogtag's CA does: decode with JSS, encode again, check that. */
final class Checking {
    private static final OBJECT_IDENTIFIER PKI_DATA = new OBJECT_IDENTIFIER("1.3.6.1.5.5.7.12.2");
    private static final OBJECT_IDENTIFIER PKI_RESPONSE = new OBJECT_IDENTIFIER("1.3.6.1.5.5.7.12.3");
    private static final OBJECT_IDENTIFIER EXTENSION_REQUEST = new OBJECT_IDENTIFIER("1.2.840.113549.1.9.14");
    private static final OBJECT_IDENTIFIER KEY_IDENTIFIER = new OBJECT_IDENTIFIER("2.5.29.14");

    private Checking() {}

    static Object check(Request request) throws Exception {
        byte[] octets = request.octets("der");
        ContentInfo info = (ContentInfo) ASN1Util.decode(ContentInfo.getTemplate(), octets);
        Map<String, Object> answer = new LinkedHashMap<>();
        byte[] body;
        SignedData signed = null;
        OBJECT_IDENTIFIER type = PKI_DATA;
        if (info.getContentType().equals(ContentInfo.DATA)) {
            // Dogtag's revocation by shared secret: neither signed nor encrypted.
            body = ((OCTET_STRING) info.getInterpretedContent()).toByteArray();
            // The template of ContentInfo leaves the content as it came.
            answer.put("message_same", null);
        } else {
            if (!(info.getInterpretedContent() instanceof SignedData found) || !found.getContentInfo().hasContent()) {
                throw new Peer.Unsupported("neither a SignedData with content nor id-data");
            }
            signed = found;
            body = signed.getContentInfo().getContent().toByteArray();
            type = signed.getContentInfo().getContentType();
            answer.put("message_same", Arrays.equals(ASN1Util.encode(new ContentInfo(signed)), octets));
        }
        SEQUENCE controls;
        SEQUENCE requests = new SEQUENCE();
        ASN1Value decoded;
        if (type.equals(PKI_DATA)) {
            PKIData data = (PKIData) ASN1Util.decode(PKIData.getTemplate(), body);
            controls = data.getControlSequence();
            requests = data.getReqSequence();
            decoded = data;
        } else if (type.equals(PKI_RESPONSE)) {
            ResponseBody response = (ResponseBody) ASN1Util.decode(ResponseBody.getTemplate(), body);
            controls = response.getControlSequence();
            decoded = response;
        } else {
            throw new Peer.Unsupported("content type " + Encoding.dotted(type));
        }
        answer.put("content_type", Encoding.dotted(type));
        answer.put("body_same", Arrays.equals(ASN1Util.encode(decoded), body));
        answer.put("signature", verdict("absent", "no SignedData"));
        answer.put("key_identifier", verdict("absent", "no signer by subjectKeyIdentifier"));
        if (signed != null) {
            checkSigner(signed, body, ASN1Util.encode(decoded), requests, request, answer);
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < controls.size(); i++) {
            list.add(Proofs.control((TaggedAttribute) controls.elementAt(i)));
        }
        answer.put("controls", list);
        Proofs proofs = new Proofs(controls, requests, request);
        answer.put("identification", proofs.identification);
        answer.put("identity_proof", proofs.identityProof());
        answer.put("identity_proof_v2", proofs.identityProofV2());
        answer.put("decrypted_pop", proofs.decryptedPop());
        List<Object> checked = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            checked.add(checkRequest((TaggedRequest) requests.elementAt(i), proofs));
        }
        answer.put("requests", checked);
        return answer;
    }

    static Map<String, Object> verdict(String status, String reason) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("status", status);
        found.put("reason", reason);
        return found;
    }

    @FunctionalInterface
    interface Check {
        boolean holds() throws Exception;
    }

    static Map<String, Object> verdict(Check check) {
        try {
            return verdict(check.holds() ? "valid" : "invalid", "");
        } catch (Exception thrown) {
            return verdict(Peer.lacksMeans(thrown) ? "unsupported" : "invalid", Peer.reason(thrown));
        }
    }

    /** Only the first SignerInfo counts. The digest is that of the content if its algorithm is among the digestAlgorithms. */
    private static void checkSigner(
        SignedData signed, byte[] content, byte[] again, SEQUENCE requests, Request request, Map<String, Object> answer)
        throws Exception {
        if (signed.getSignerInfos().size() == 0) {
            answer.put("signature", verdict("absent", "no signer"));
            return;
        }
        SignerInfo signer = (SignerInfo) signed.getSignerInfos().elementAt(0);
        SignerIdentifier id = signer.getSignerIdentifier();
        SubjectPublicKeyInfo key = null;
        if (id.getType().equals(SignerIdentifier.ISSUER_AND_SERIALNUMBER)) {
            key = signerKey(signed, id.getIssuerAndSerialNumber());
        } else if (requests.size() > 0) {
            byte[] identifier = id.getSubjectKeyIdentifier().toByteArray();
            answer.put("key_identifier", verdict("invalid", "no request with a subjectKeyIdentifier extension"));
            for (int i = 0; i < requests.size(); i++) {
                TaggedRequest each = (TaggedRequest) requests.elementAt(i);
                key = key == null ? keyOf(each) : key;
                byte[] stated = keyIdentifier(each);
                if (stated != null) {
                    answer.put("key_identifier", verdict(Arrays.equals(stated, identifier) ? "valid" : "invalid",
                        "signer " + Request.hex(identifier) + ", request " + Request.hex(stated)));
                    key = keyOf(each);
                    break;
                }
            }
        }
        if (key == null) {
            answer.put("signature", verdict("no-key", "neither a certificate nor a request has the signer's key"));
            return;
        }
        SubjectPublicKeyInfo found = key;
        answer.put("signature", verdict(() -> {
            DigestAlgorithm algorithm = signer.getDigestAlgorithm();
            boolean listed = false;
            SET algorithms = signed.getDigestAlgorithmIdentifiers();
            for (int i = 0; i < algorithms.size(); i++) {
                var each = (org.mozilla.jss.pkix.primitive.AlgorithmIdentifier) algorithms.elementAt(i);
                listed |= each.getOID().equals(signer.getDigestAlgorithmIdentifer().getOID());
            }
            byte[] digest = MessageDigest.getInstance(algorithm.toString()).digest(listed ? content : again);
            signer.verify(digest, signed.getContentInfo().getContentType(), publicKey(found));
            return true;
        }));
    }

    private static SubjectPublicKeyInfo signerKey(SignedData signed, IssuerAndSerialNumber wanted) {
        if (signed.hasCertificates()) {
            for (int i = 0; i < signed.getCertificates().size(); i++) {
                CertificateInfo info = ((Certificate) signed.getCertificates().elementAt(i)).getInfo();
                if (Arrays.equals(ASN1Util.encode(info.getIssuer()), ASN1Util.encode(wanted.getIssuer()))
                    && info.getSerialNumber().equals(wanted.getSerialNumber())) {
                    return info.getSubjectPublicKeyInfo();
                }
            }
        }
        return null;
    }

    private static PK11PubKey publicKey(SubjectPublicKeyInfo info) throws Exception {
        String algorithm = Encoding.dotted(info.getAlgorithmIdentifier().getOID());
        if (!algorithm.equals("1.2.840.113549.1.1.1") && !algorithm.equals("1.2.840.10045.2.1")) {
            throw new Peer.Unsupported("Dogtag takes RSA and EC keys only, not " + algorithm);
        }
        return PK11PubKey.fromSPKI(ASN1Util.encode(info));
    }

    private static SubjectPublicKeyInfo keyOf(TaggedRequest request) {
        if (request.getType().equals(TaggedRequest.PKCS10)) {
            return request.getTcr().getCertificationRequest().getInfo().getSubjectPublicKeyInfo();
        }
        return request.getType().equals(TaggedRequest.CRMF)
            ? request.getCrm().getCertReq().getCertTemplate().getPublicKey() : null;
    }

    /**
     * The key identifier that a request states. In a CRMF request Dogtag takes the octets of extnValue themselves for it,
     * where RFC 5280 section 4.2.1.2 has an OCTET STRING inside: so does this, to tell what its CA would say.
     */
    private static byte[] keyIdentifier(TaggedRequest request) throws Exception {
        if (request.getType().equals(TaggedRequest.CRMF)) {
            CertTemplate template = request.getCrm().getCertReq().getCertTemplate();
            for (int i = 0; template.hasExtensions() && i < template.numExtensions(); i++) {
                if (template.extensionAt(i).getExtnId().equals(KEY_IDENTIFIER)) {
                    // The constructor that Dogtag calls; another one would open the OCTET STRING.
                    var extension = new SubjectKeyIdentifierExtension(false, template.extensionAt(i).getExtnValue().toByteArray());
                    return ((KeyIdentifier) extension.get(SubjectKeyIdentifierExtension.KEY_ID)).getIdentifier();
                }
            }
        } else if (request.getType().equals(TaggedRequest.PKCS10)) {
            SET attributes = request.getTcr().getCertificationRequest().getInfo().getAttributes();
            for (int i = 0; attributes != null && i < attributes.size(); i++) {
                Attribute attribute = (Attribute) attributes.elementAt(i);
                if (!attribute.getType().equals(EXTENSION_REQUEST)) {
                    continue;
                }
                SEQUENCE extensions = (SEQUENCE) ASN1Util.decode(new SEQUENCE.OF_Template(Extension.getTemplate()),
                    ASN1Util.encode(attribute.getValues().elementAt(0)));
                for (int j = 0; j < extensions.size(); j++) {
                    Extension extension = (Extension) extensions.elementAt(j);
                    if (extension.getExtnId().equals(KEY_IDENTIFIER)) {
                        byte[] inner = extension.getExtnValue().toByteArray();
                        return ((OCTET_STRING) ASN1Util.decode(OCTET_STRING.getTemplate(), inner)).toByteArray();
                    }
                }
            }
        }
        return null;
    }

    private static Object checkRequest(TaggedRequest request, Proofs proofs) throws Exception {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (request.getType().equals(TaggedRequest.PKCS10)) {
            CertificationRequest csr = request.getTcr().getCertificationRequest();
            answer.put("kind", "pkcs10");
            answer.put("number", request.getTcr().getBodyPartID());
            answer.put("method", "signature");
            byte[] again = ASN1Util.encode(csr);
            // The constructor throws where the signature does not verify.
            answer.put("pop", verdict(() -> {
                publicKey(csr.getInfo().getSubjectPublicKeyInfo());
                return new PKCS10(again, true).toByteArray() != null;
            }));
            answer.put("pop_link", proofs.popLink(csr.getInfo().getAttributes()));
        } else if (request.getType().equals(TaggedRequest.CRMF)) {
            CertReqMsg message = request.getCrm();
            answer.put("kind", "crmf");
            answer.put("number", message.getCertReq().getCertReqId());
            answer.put("method", method(message));
            answer.put("pop", !message.hasPop() ? verdict("absent", "no proof of possession")
                : !message.getPop().getType().equals(ProofOfPossession.SIGNATURE)
                ? verdict("invalid", "Dogtag takes POPOSigningKey only")
                : verdict(() -> {
                    publicKey(message.getCertReq().getCertTemplate().getPublicKey());
                    message.verify();
                    return true;
                }));
            answer.put("pop_link", proofs.popLink(message.getCertReq()));
        } else {
            answer.put("kind", "other");
            answer.put("number", request.getOrm().getBodyPartID());
            answer.put("method", "none");
            answer.put("pop", verdict("unsupported", "Dogtag knows no otherReqMsg"));
            answer.put("pop_link", verdict("absent", ""));
        }
        return answer;
    }

    private static String method(CertReqMsg message) {
        if (!message.hasPop()) {
            return "none";
        }
        ProofOfPossession.Type type = message.getPop().getType();
        return type.equals(ProofOfPossession.RA_VERIFIED) ? "raVerified"
            : type.equals(ProofOfPossession.SIGNATURE) ? "signature"
            : type.equals(ProofOfPossession.KEY_ENCIPHERMENT) ? "keyEncipherment" : "keyAgreement";
    }
}
