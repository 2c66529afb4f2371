import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mozilla.jss.asn1.ASN1Util;
import org.mozilla.jss.asn1.ASN1Value;
import org.mozilla.jss.asn1.OBJECT_IDENTIFIER;
import org.mozilla.jss.asn1.OCTET_STRING;
import org.mozilla.jss.asn1.SEQUENCE;
import org.mozilla.jss.asn1.SET;
import org.mozilla.jss.asn1.UTF8String;
import org.mozilla.jss.crypto.DigestAlgorithm;
import org.mozilla.jss.crypto.HMACAlgorithm;
import org.mozilla.jss.pkix.cmc.DecryptedPOP;
import org.mozilla.jss.pkix.cmc.IdentityProofV2;
import org.mozilla.jss.pkix.cmc.PopLinkWitnessV2;
import org.mozilla.jss.pkix.cmc.TaggedAttribute;
import org.mozilla.jss.pkix.crmf.CertRequest;
import org.mozilla.jss.pkix.primitive.AVA;
import org.mozilla.jss.pkix.primitive.Attribute;

/** Identity proofs, POP link witnesses and DecryptedPOP, computed anew over what JSS encodes. */
final class Proofs {
    private static final String CONTROL = "1.3.6.1.5.5.7.7.";

    /** JSS's class of each control, by the last arc; absent where it has none. */
    private static final Map<Integer, String> TYPES = Map.ofEntries(
        Map.entry(1, "CMCStatusInfo"), Map.entry(2, "UTF8String"), Map.entry(3, "OctetString"),
        Map.entry(4, "OctetString"), Map.entry(5, "Integer"), Map.entry(6, "OctetString"), Map.entry(7, "OctetString"),
        Map.entry(9, "EncryptedPOP"), Map.entry(10, "DecryptedPOP"), Map.entry(11, "LraPopWitness"),
        Map.entry(15, "GetCert"), Map.entry(17, "RevokeRequest"), Map.entry(18, "OctetString"),
        Map.entry(19, "OctetString"), Map.entry(21, "OctetString"), Map.entry(22, "OctetString"),
        Map.entry(23, "OctetString"), Map.entry(24, "CMCCertId"), Map.entry(25, "CMCStatusInfoV2"),
        Map.entry(33, "PopLinkWitnessV2"), Map.entry(34, "IdentityProofV2"));

    private final SEQUENCE controls;
    private final SEQUENCE requests;
    private final byte[] secret;
    private final byte[] challenge;
    final String identification;

    Proofs(SEQUENCE controls, SEQUENCE requests, Request request) throws Exception {
        this.controls = controls;
        this.requests = requests;
        secret = request.has("secret") ? request.octets("secret") : null;
        challenge = request.has("challenge") ? request.octets("challenge") : null;
        ASN1Value stated = value(2);
        identification = stated == null ? null : Encoding.as("UTF8String", stated).toString();
    }

    private static OBJECT_IDENTIFIER oid(int arc) {
        return new OBJECT_IDENTIFIER(CONTROL + arc);
    }

    private ASN1Value value(int arc) {
        for (int i = 0; i < controls.size(); i++) {
            TaggedAttribute control = (TaggedAttribute) controls.elementAt(i);
            if (control.getType().equals(oid(arc)) && control.getValues().size() > 0) {
                return control.getValues().elementAt(0);
            }
        }
        return null;
    }

    /** Whether JSS has a class for the control, decodes its values, and encodes them to the same octets. */
    static Object control(TaggedAttribute control) {
        Map<String, Object> answer = new LinkedHashMap<>();
        String type = Encoding.dotted(control.getType());
        answer.put("body_part_id", control.getBodyPartID());
        answer.put("attr_type", type);
        String known = type.startsWith(CONTROL) ? TYPES.get(Integer.parseInt(type.substring(CONTROL.length()))) : null;
        answer.put("type_name", known);
        if (known == null) {
            answer.putAll(Checking.verdict("unsupported", "JSS has no class for it"));
            return answer;
        }
        answer.putAll(Checking.verdict(() -> {
            SET values = control.getValues();
            boolean same = true;
            for (int i = 0; i < values.size(); i++) {
                byte[] octets = ASN1Util.encode(values.elementAt(i));
                same &= Arrays.equals(octets, ASN1Util.encode(ASN1Util.decode(Encoding.template(known), octets)));
            }
            return same;
        }));
        return answer;
    }

    /** RFC 5272 section 6.2.2; the identification has no part in it. */
    Object identityProof() {
        ASN1Value proof = value(3);
        if (proof == null || secret == null) {
            return lacking(proof, secret, "identityProof");
        }
        return Checking.verdict(() -> {
            byte[] witness = ((OCTET_STRING) Encoding.as("OctetString", proof)).toByteArray();
            return Arrays.equals(witness, mac("SHA-1", "HmacSHA1", secret, ASN1Util.encode(requests)));
        });
    }

    /** RFC 5272 section 6.2.1; the server demands an identification. */
    Object identityProofV2() {
        ASN1Value proof = value(34);
        if (proof == null || secret == null) {
            return lacking(proof, secret, "identityProofV2");
        } else if (identification == null) {
            return Checking.verdict("invalid", "Dogtag demands an identification with identityProofV2");
        }
        return Checking.verdict(() -> {
            IdentityProofV2 stated = (IdentityProofV2) Encoding.as("IdentityProofV2", proof);
            return Arrays.equals(stated.getWitness().toByteArray(), mac(hash(stated.getHashAlgID().getOID()),
                hmac(stated.getMacAlgId().getOID()), secretAndName(), ASN1Util.encode(requests)));
        });
    }

    /** The witness among the attributes of a PKCS#10 request. */
    Object popLink(SET attributes) throws Exception {
        for (int i = 0; attributes != null && i < attributes.size(); i++) {
            Attribute attribute = (Attribute) attributes.elementAt(i);
            int version = attribute.getType().equals(oid(33)) ? 2 : attribute.getType().equals(oid(23)) ? 1 : 0;
            if (version > 0) {
                return popLink(version, attribute.getValues().elementAt(0));
            }
        }
        return Checking.verdict("absent", "");
    }

    /** The witness among the controls of a CertRequest. */
    Object popLink(CertRequest request) throws Exception {
        for (int i = 0; i < request.numControls(); i++) {
            AVA control = request.controlAt(i);
            int version = control.getOID().equals(oid(33)) ? 2 : control.getOID().equals(oid(23)) ? 1 : 0;
            if (version > 0) {
                return popLink(version, control.getValue());
            }
        }
        return Checking.verdict("absent", "");
    }

    private Object popLink(int version, ASN1Value value) throws Exception {
        ASN1Value random = value(22);
        if (random == null || secret == null) {
            return random == null ? Checking.verdict("invalid", "no popLinkRandom") : lacking(value, secret, "popLinkWitness");
        } else if (version == 2 && identification == null) {
            return Checking.verdict("invalid", "Dogtag demands an identification with popLinkWitnessV2");
        }
        byte[] text = ((OCTET_STRING) Encoding.as("OctetString", random)).toByteArray();
        return Checking.verdict(() -> {
            if (version == 1) {
                byte[] witness = ((OCTET_STRING) Encoding.as("OctetString", value)).toByteArray();
                return Arrays.equals(witness, mac("SHA-1", "HmacSHA1", secret, text));
            }
            PopLinkWitnessV2 stated = (PopLinkWitnessV2) Encoding.as("PopLinkWitnessV2", value);
            return Arrays.equals(stated.getWitness().toByteArray(), mac(hash(stated.getKeyGenAlgorithm().getOID()),
                hmac(stated.getMacAlgorithm().getOID()), secretAndName(), text));
        });
    }

    /** RFC 5272 section 6.7 as Dogtag has it: HMAC-SHA256 with the challenge, over the TaggedRequest. */
    Object decryptedPop() {
        ASN1Value proof = value(10);
        if (proof == null || challenge == null) {
            return lacking(proof, challenge, "decryptedPOP");
        }
        return Checking.verdict(() -> {
            DecryptedPOP stated = (DecryptedPOP) Encoding.as("DecryptedPOP", proof);
            Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
            mac.init(new SecretKeySpec(challenge, "HmacSHA256"));
            byte[] witness = mac.doFinal(ASN1Util.encode(requests.elementAt(0)));
            return Arrays.equals(stated.getWitness().toByteArray(), witness);
        });
    }

    private static Object lacking(ASN1Value proof, byte[] secret, String name) {
        return proof == null ? Checking.verdict("absent", "no " + name) : Checking.verdict("no-key", "no secret was given");
    }

    private byte[] secretAndName() {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(secret);
        both.writeBytes(identification.getBytes(StandardCharsets.UTF_8));
        return both.toByteArray();
    }

    private static byte[] mac(String hash, String name, byte[] secret, byte[] text) throws Exception {
        Mac mac = Mac.getInstance(name, "SunJCE");
        mac.init(new SecretKeySpec(MessageDigest.getInstance(hash).digest(secret), name));
        return mac.doFinal(text);
    }

    private static String hash(OBJECT_IDENTIFIER oid) throws NoSuchAlgorithmException {
        return DigestAlgorithm.fromOID(oid).toString();
    }

    /** JSS knows the algorithm as SHA-256-HMAC, Java as HmacSHA256. */
    private static String hmac(OBJECT_IDENTIFIER oid) throws NoSuchAlgorithmException {
        return "Hmac" + HMACAlgorithm.fromOID(oid).toString().replace("-HMAC", "").replace("-", "");
    }
}
