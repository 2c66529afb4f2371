import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mozilla.jss.asn1.ASN1Template;
import org.mozilla.jss.asn1.ASN1Util;
import org.mozilla.jss.asn1.ASN1Value;
import org.mozilla.jss.asn1.OBJECT_IDENTIFIER;
import org.mozilla.jss.asn1.SEQUENCE;
import org.mozilla.jss.pkix.cms.ContentInfo;
import org.mozilla.jss.pkix.crmf.CertReqMsg;

/** Decoding as a named type with JSS's template of it, and encoding again. */
final class Encoding {
    private Encoding() {}

    private static final String[] PACKAGES = {"pkix.cmc.", "pkix.crmf.", "pkix.cms.", "pkix.primitive.", "pkix.cert.", "pkcs10."};

    /** Names that JSS spells otherwise. */
    private static final Map<String, String> CLASSES = Map.of(
        "PKIResponse", "pkix.cmc.ResponseBody", "CMCCertId", "pkix.cmc.CMCCertId",
        "OctetString", "asn1.OCTET_STRING", "Integer", "asn1.INTEGER", "UTF8String", "asn1.UTF8String");

    static Object again(Request request) throws Exception {
        byte[] octets = request.octets("der");
        ASN1Value value = ASN1Util.decode(template(request.text("type")), octets);
        if (value instanceof ContentInfo info && info.hasContent()) {
            // The template leaves the content as it came.
            value = new ContentInfo(info.getContentType(), info.getInterpretedContent());
        }
        byte[] encoded = ASN1Util.encode(value);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("same", Arrays.equals(encoded, octets));
        answer.put("der", encoded);
        return answer;
    }

    static ASN1Template template(String type) throws Exception {
        if (type.equals("CertReqMessages")) {
            return new SEQUENCE.OF_Template(CertReqMsg.getTemplate());
        }
        for (String name : CLASSES.containsKey(type) ? new String[] {CLASSES.get(type)}
            : Arrays.stream(PACKAGES).map(each -> each + type).toArray(String[]::new)) {
            try {
                return template(Class.forName("org.mozilla.jss." + name));
            } catch (ClassNotFoundException absent) {
                continue;
            }
        }
        throw new Peer.Unsupported("JSS has no template of the type " + type);
    }

    /** What getTemplate gives; a few classes have none, but a template all the same. */
    private static ASN1Template template(Class<?> type) throws Exception {
        for (Method method : type.getMethods()) {
            if (method.getName().equals("getTemplate")) {
                return (ASN1Template) method.invoke(null);
            }
        }
        return (ASN1Template) Class.forName(type.getName() + "$Template").getDeclaredConstructor().newInstance();
    }

    static String dotted(OBJECT_IDENTIFIER oid) {
        return oid.toString().replaceAll("[{}]", "").strip().replace(' ', '.');
    }

    static ASN1Value as(String type, ASN1Value value) throws Exception {
        return ASN1Util.decode(template(type), ASN1Util.encode(value));
    }
}
