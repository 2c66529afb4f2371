import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.cmc.BodyPartID;
import org.bouncycastle.asn1.cmc.BodyPartReference;
import org.bouncycastle.asn1.cmc.CMCStatusInfo;
import org.bouncycastle.asn1.cmc.OtherStatusInfo;
import org.bouncycastle.asn1.cmc.TaggedAttribute;
import org.bouncycastle.asn1.cmc.TaggedCertificationRequest;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Decodes a value as a named ASN.1 type with BouncyCastle's class of that type, and everything in it: controls,
 * attributes and contents are opened by their OID. Tells what every getter gave under its ASN.1 name, whether
 * encoding it again gives the same octets, and which parts BouncyCastle refused.
 */
final class Reading {
    private static final String[] PACKAGES = {"cmc", "crmf", "cms", "x509", "pkcs", "cmp", "x500"};

    /** Names that BouncyCastle spells otherwise, or that stand in two of its packages. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
        Map.entry("CertificationRequest", "pkcs.CertificationRequest"),
        Map.entry("CMCCertificationRequest", "cmc.CertificationRequest"),
        Map.entry("ContentInfo", "cms.ContentInfo"),
        Map.entry("EncryptedData", "cms.EncryptedData"),
        Map.entry("ControlProcessed", "cmc.ControlsProcessed"),
        Map.entry("CMCCertId", "cms.IssuerAndSerialNumber"),
        Map.entry("IssuerAndSerialNumber", "cms.IssuerAndSerialNumber"),
        Map.entry("BatchRequests", "cmc.BodyPartList"),
        Map.entry("BatchResponses", "cmc.BodyPartList"),
        Map.entry("AuthPublish", "cmc.BodyPartID"),
        Map.entry("Name", "x500.X500Name"),
        Map.entry("Attribute", "cms.Attribute"),
        Map.entry("CertId", "crmf.CertId"),
        Map.entry("Time", "cms.Time"),
        Map.entry("OctetString", "ASN1OctetString"),
        Map.entry("Integer", "ASN1Integer"),
        Map.entry("UTF8String", "ASN1UTF8String"),
        Map.entry("ObjectIdentifier", "ASN1ObjectIdentifier"));

    /** Elements of the collections that BouncyCastle hands out undecoded, by getter. */
    private static final Map<String, String> ELEMENTS = Map.ofEntries(
        Map.entry("SignedData.digestAlgorithms", "AlgorithmIdentifier"),
        Map.entry("SignedData.certificates", "Certificate"),
        Map.entry("SignedData.signerInfos", "SignerInfo"),
        Map.entry("SignerInfo.authenticatedAttributes", "Attribute"),
        Map.entry("SignerInfo.unauthenticatedAttributes", "Attribute"),
        Map.entry("EnvelopedData.recipientInfos", "RecipientInfo"),
        Map.entry("EnvelopedData.unprotectedAttrs", "Attribute"),
        Map.entry("AuthEnvelopedData.recipientInfos", "RecipientInfo"),
        Map.entry("AuthEnvelopedData.authAttrs", "Attribute"),
        Map.entry("AuthenticatedData.recipientInfos", "RecipientInfo"),
        Map.entry("AuthenticatedData.authAttrs", "Attribute"),
        Map.entry("CertificationRequestInfo.attributes", "Attribute"),
        Map.entry("PKIResponse.controlSequence", "TaggedAttribute"),
        Map.entry("PKIResponse.cmsSequence", "TaggedContentInfo"),
        Map.entry("PKIResponse.otherMsgSequence", "OtherMsg"));

    /** Type of the value of a control, attribute, content, CRMF control or regInfo, by its OID. */
    private static final Map<String, String> VALUES = Map.ofEntries(
        control(1, "CMCStatusInfo"), control(2, "UTF8String"), control(3, "OctetString"), control(4, "OctetString"),
        control(5, "Integer"), control(6, "OctetString"), control(7, "OctetString"), control(9, "EncryptedPOP"), control(10, "DecryptedPOP"),
        control(11, "LraPopWitness"), control(15, "GetCert"), control(16, "GetCRL"), control(17, "RevokeRequest"),
        control(18, "OctetString"), control(19, "OctetString"), control(21, "OctetString"), control(22, "OctetString"),
        control(23, "OctetString"),
        control(24, "CMCCertId"), control(25, "CMCStatusInfoV2"), control(26, "PublishTrustAnchors"),
        control(27, "AuthPublish"), control(28, "BatchRequests"), control(29, "BatchResponses"),
        control(30, "CMCPublicationInfo"), control(31, "ModCertTemplate"), control(32, "ControlProcessed"),
        control(33, "PopLinkWitnessV2"), control(34, "IdentityProofV2"),
        Map.entry("1.3.6.1.5.5.7.5.1.1", "UTF8String"), Map.entry("1.3.6.1.5.5.7.5.1.2", "UTF8String"),
        Map.entry("1.3.6.1.5.5.7.5.1.3", "PKIPublicationInfo"), Map.entry("1.3.6.1.5.5.7.5.1.4", "PKIArchiveOptions"),
        Map.entry("1.3.6.1.5.5.7.5.1.5", "CertId"), Map.entry("1.3.6.1.5.5.7.5.1.6", "SubjectPublicKeyInfo"),
        Map.entry("1.3.6.1.5.5.7.5.2.1", "UTF8String"), Map.entry("1.3.6.1.5.5.7.5.2.2", "CertRequest"),
        Map.entry("1.2.840.113549.1.9.3", "ObjectIdentifier"), Map.entry("1.2.840.113549.1.9.4", "OctetString"),
        Map.entry("1.2.840.113549.1.9.5", "Time"), Map.entry("1.2.840.113549.1.9.7", "DirectoryString"),
        Map.entry("1.2.840.113549.1.9.52", "CMSAlgorithmProtection"),
        Map.entry("1.2.840.113549.1.9.14", "Extensions"), Map.entry("1.2.840.113549.1.9.16.2.34", "CMCUnsignedData"),
        Map.entry("1.2.840.113549.1.7.1", "OctetString"), Map.entry("1.2.840.113549.1.7.2", "SignedData"),
        Map.entry("1.2.840.113549.1.7.3", "EnvelopedData"), Map.entry("1.2.840.113549.1.9.16.1.2", "AuthenticatedData"),
        Map.entry("1.2.840.113549.1.9.16.1.23", "AuthEnvelopedData"),
        Map.entry("1.3.6.1.5.5.7.12.2", "PKIData"), Map.entry("1.3.6.1.5.5.7.12.3", "PKIResponse"));

    private static final Map<String, String> RENAMED = Map.of(
        "type", "tag", "tagNo", "tag", "object", "value", "statusStringUTF8", "statusString", "commentUTF8", "comment",
        "otherStatusInfo", "otherInfo", "authenticatedAttributes", "signedAttrs",
        "unauthenticatedAttributes", "unsignedAttrs");

    /** Second, deprecated getters of the same component. */
    private static final Set<String> LEFT_OUT = Set.of("statusString", "comment", "pop", "passPhrase");

    private final List<Map<String, Object>> refused = new ArrayList<>();
    private final List<String> differs = new ArrayList<>();
    private final List<Map<String, String>> unopened = new ArrayList<>();

    private static Map.Entry<String, String> control(int arc, String type) {
        return Map.entry("1.3.6.1.5.5.7.7." + arc, type);
    }

    static Object parse(Request request) throws Exception {
        byte[] octets = request.octets("der");
        ASN1Primitive primitive = ASN1Primitive.fromByteArray(octets);
        Reading reading = new Reading();
        String type = request.text("type");
        ASN1Encodable value = typed(type, primitive);
        byte[] again = value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("class", value.getClass().getName());
        answer.put("same", Arrays.equals(again, octets));
        answer.put("canonical", Arrays.equals(primitive.getEncoded(ASN1Encoding.DER), octets));
        answer.put("der", again);
        answer.put("read", reading.tell(value, type));
        answer.put("refused", reading.refused);
        answer.put("differs", reading.differs);
        answer.put("unopened", reading.unopened);
        return answer;
    }

    /** The value as BouncyCastle's class of that ASN.1 type. */
    static ASN1Encodable typed(String type, ASN1Primitive primitive) throws Exception {
        for (String name : CLASSES.containsKey(type) ? List.of(CLASSES.get(type)) : candidates(type)) {
            Method make;
            try {
                make = Class.forName("org.bouncycastle.asn1." + name).getMethod("getInstance", Object.class);
            } catch (ClassNotFoundException | NoSuchMethodException absent) {
                continue;
            }
            try {
                return (ASN1Encodable) make.invoke(null, primitive);
            } catch (InvocationTargetException thrown) {
                throw cause(thrown);
            }
        }
        throw new Peer.Unsupported("BouncyCastle has no class of the type " + type);
    }

    private static List<String> candidates(String type) {
        return Arrays.stream(PACKAGES).map(each -> each + "." + type).toList();
    }

    private static Exception cause(InvocationTargetException thrown) {
        return thrown.getCause() instanceof Exception cause ? cause : thrown;
    }

    private Object tell(Object value, String path) throws IOException {
        if (value == null || value instanceof Boolean || value instanceof Number || value instanceof byte[]) {
            return value;
        } else if (value instanceof Collection<?> items) {
            return tellAll(items.toArray(), path);
        } else if (value.getClass().isArray()) {
            return tellAll((Object[]) value, path);
        } else if (value instanceof ASN1Primitive primitive) {
            return tellPrimitive(primitive, path);
        } else if (value instanceof TaggedAttribute attribute) {
            return tellAttribute("bodyPartID", attribute.getBodyPartID().getID(), attribute.getAttrType(),
                attribute.getAttrValues(), path);
        } else if (value instanceof org.bouncycastle.asn1.cms.Attribute attribute) {
            return tellAttribute(null, null, attribute.getAttrType(), attribute.getAttrValues(), path);
        } else if (value instanceof org.bouncycastle.asn1.pkcs.Attribute attribute) {
            return tellAttribute(null, null, attribute.getAttrType(), attribute.getAttrValues(), path);
        } else if (value instanceof org.bouncycastle.asn1.crmf.AttributeTypeAndValue pair) {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("type", pair.getType().getId());
            found.put("value", open(pair.getType(), pair.getValue(), path + ".value"));
            return found;
        } else if (value instanceof ContentInfo info) {
            return tellContent(info, path);
        } else if (value instanceof TaggedCertificationRequest request) {
            // 1.72 has no getters for it.
            ASN1Sequence parts = (ASN1Sequence) request.toASN1Primitive();
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("bodyPartID", tell(parts.getObjectAt(0).toASN1Primitive(), path));
            found.put("certificationRequest",
                opened("CertificationRequest", parts.getObjectAt(1).toASN1Primitive(), path + ".certificationRequest"));
            return found;
        } else if (value instanceof OtherStatusInfo info) {
            String type = info.isFailInfo() ? "CMCFailInfo" : info.isPendingInfo() ? "PendInfo" : "ExtendedFailInfo";
            return Map.of("choice", type, "value", opened(type, info.toASN1Primitive(), path + "." + type));
        } else if (value instanceof CMCStatusInfo.OtherInfo info) {
            String type = info.isFailInfo() ? "CMCFailInfo" : "PendInfo";
            return Map.of("choice", type, "value", opened(type, info.toASN1Primitive(), path + "." + type));
        } else if (value instanceof BodyPartID || value instanceof BodyPartReference) {
            return tell(((ASN1Encodable) value).toASN1Primitive(), path);
        } else if (value instanceof AlgorithmIdentifier algorithm) {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("algorithm", algorithm.getAlgorithm().getId());
            if (algorithm.getParameters() != null) {
                found.put("parameters", algorithm.getParameters().toASN1Primitive().getEncoded(ASN1Encoding.DER));
            }
            return found;
        } else if (value instanceof SubjectPublicKeyInfo info) {
            Map<String, Object> found = new LinkedHashMap<>();
            found.put("algorithm", tell(info.getAlgorithm(), path));
            found.put("subjectPublicKey", tell(info.getPublicKeyData(), path));
            return found;
        } else if (value instanceof Extensions extensions) {
            List<Object> found = new ArrayList<>();
            for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
                Extension extension = extensions.getExtension(oid);
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("extnID", oid.getId());
                each.put("critical", extension.isCritical());
                each.put("extnValue", extension.getExtnValue().getOctets());
                found.add(each);
            }
            return found;
        } else if (value instanceof X500Name || value instanceof GeneralName || value instanceof Certificate) {
            return ((ASN1Encodable) value).toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } else if (value instanceof ASN1Encodable encodable) {
            return tellGetters(encodable, path);
        }
        return value.toString();
    }

    private List<Object> tellAll(Object[] values, String path) throws IOException {
        List<Object> found = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            found.add(tell(values[i], path + "[" + i + "]"));
        }
        return found;
    }

    private Object tellPrimitive(ASN1Primitive value, String path) throws IOException {
        if (value instanceof ASN1Integer number) {
            return number.getValue();
        } else if (value instanceof ASN1Enumerated number) {
            return number.getValue();
        } else if (value instanceof ASN1Boolean flag) {
            return flag.isTrue();
        } else if (value instanceof ASN1ObjectIdentifier oid) {
            return oid.getId();
        } else if (value instanceof ASN1OctetString string) {
            return string.getOctets();
        } else if (value instanceof ASN1BitString bits) {
            return Map.of("octets", bits.getBytes(), "unusedBits", bits.getPadBits());
        } else if (value instanceof ASN1String string) {
            return string.getString();
        } else if (value instanceof ASN1GeneralizedTime time) {
            return time.getTimeString();
        } else if (value instanceof ASN1UTCTime time) {
            return time.getAdjustedTime();
        } else if (value instanceof ASN1Null) {
            return "NULL";
        } else if (value instanceof ASN1Sequence items) {
            return tellAll(items.toArray(), path);
        } else if (value instanceof ASN1Set items) {
            return tellAll(items.toArray(), path);
        } else if (value instanceof ASN1TaggedObject tagged) {
            return Map.of("tag", tagged.getTagNo(), "der", tagged.getEncoded(ASN1Encoding.DER));
        }
        return value.getEncoded(ASN1Encoding.DER);
    }

    private Object tellAttribute(String name, Object number, ASN1ObjectIdentifier type, ASN1Set values, String path)
        throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        if (name != null) {
            found.put(name, number);
        }
        found.put("attrType", type.getId());
        List<Object> opened = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            opened.add(open(type, values.getObjectAt(i), path + ".attrValues[" + i + "]"));
        }
        found.put("attrValues", opened);
        return found;
    }

    private Object tellContent(ContentInfo info, String path) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("contentType", info.getContentType().getId());
        ASN1Encodable content = info.getContent();
        if (content instanceof ASN1OctetString octets && !info.getContentType().getId().equals("1.2.840.113549.1.7.1")) {
            // encapContentInfo: what the OCTET STRING holds is DER of its own.
            try {
                content = ASN1Primitive.fromByteArray(octets.getOctets());
            } catch (IOException thrown) {
                refuse(path + ".content", thrown);
                return found;
            }
        }
        found.put("content", content == null ? null : open(info.getContentType(), content, path + ".content"));
        return found;
    }

    /** The value as the type that its OID announces; raw DER where BouncyCastle has none for it. */
    private Object open(ASN1ObjectIdentifier oid, ASN1Encodable value, String path) throws IOException {
        String type = VALUES.get(oid.getId());
        if (type == null) {
            unopened.add(Map.of("path", path, "oid", oid.getId()));
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        }
        return opened(type, value.toASN1Primitive(), path);
    }

    private List<Object> openAll(String type, Object items, String path) throws IOException {
        ASN1Encodable[] elements = items instanceof ASN1Set set ? set.toArray() : ((ASN1Sequence) items).toArray();
        List<Object> found = new ArrayList<>();
        for (int i = 0; i < elements.length; i++) {
            // A CertificateSet may hold other things than certificates, each with a tag.
            boolean tagged = type.equals("Certificate") && elements[i] instanceof ASN1TaggedObject;
            found.add(tagged ? tell(elements[i], path) : opened(type, elements[i].toASN1Primitive(), path + "[" + i + "]"));
        }
        return found;
    }

    private Object opened(String type, ASN1Primitive value, String path) throws IOException {
        ASN1Encodable typed;
        try {
            typed = typed(type, value);
        } catch (Exception thrown) {
            refuse(path, thrown);
            return null;
        }
        byte[] as = value.getEncoded(ASN1Encoding.DER);
        if (!Arrays.equals(as, typed.toASN1Primitive().getEncoded(ASN1Encoding.DER))) {
            differs.add(path);
        }
        return tell(typed, path);
    }

    private Object tellGetters(ASN1Encodable value, String path) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        Method[] methods = value.getClass().getDeclaredMethods();
        Arrays.sort(methods, Comparator.comparing(Method::getName));
        for (Method method : methods) {
            if (method.getParameterCount() != 0 || !Modifier.isPublic(method.getModifiers())
                || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            boolean list = method.getName().matches("to\\w+Array");
            if (!list && (!method.getName().startsWith("get") || method.getReturnType() == void.class)) {
                continue;
            }
            String name = list ? "" : method.getName().substring(3, 4).toLowerCase() + method.getName().substring(4);
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            String elements = ELEMENTS.get(value.getClass().getSimpleName() + "." + name);
            name = RENAMED.getOrDefault(name, name);
            String inner = list ? path : path + "." + name;
            Object component;
            try {
                method.setAccessible(true);
                component = method.invoke(value);
            } catch (InvocationTargetException thrown) {
                // CertTemplate.getVersion and the like stumble over what is absent.
                if (!(thrown.getCause() instanceof NullPointerException)) {
                    refuse(inner, cause(thrown));
                }
                continue;
            } catch (IllegalAccessException thrown) {
                throw new IllegalStateException(thrown);
            }
            if (list) {
                return tell(component, path);
            }
            if (component != null) {
                found.put(name, elements == null ? tell(component, inner) : openAll(elements, component, inner));
            }
        }
        return found.isEmpty() ? tell(value.toASN1Primitive(), path) : found;
    }

    private void refuse(String path, Exception thrown) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("path", path);
        entry.put("reason", Peer.reason(thrown));
        refused.add(entry);
    }
}
