// Decodes the file given as TYPE=PATH with Bouncy Castle and looks at every value in it, over and over from the start of
// the virtual machine, and prints the microseconds per message: of the decoding thread while the machine warms up, a line
// for each stretch of MARKS, then "steady", of the whole process once it is warm. How to run it: README.md.

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cmc.*;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.crmf.*;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.*;

public class Walk {
    static final OperatingSystemMXBean MACHINE = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    static final long[] MARKS = {1_000_000, 6_000_000, 12_000_000, 25_000_000, 50_000_000, 100_000_000}; // octets decoded
    static final int ROUNDS = 11;
    static final long WARM_UP = 4_000_000_000L;
    static final long ROUND = 300_000_000L;

    public static void main(String[] arguments) throws Exception {
        int cut = arguments[0].indexOf('=');
        boolean wrapped = arguments[0].substring(0, cut).equals("ContentInfo");
        byte[] data = Files.readAllBytes(Path.of(arguments[0].substring(cut + 1)));
        long seen = 0;
        long octets = 0;
        for (long mark : MARKS) {
            long start = THREADS.getCurrentThreadCpuTime();
            int count = 0;
            for (; octets < mark; count++, octets += data.length) seen += message(data, wrapped);
            System.out.println(mark / 1_000_000 + "\t" + (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / count);
        }
        for (long end = MACHINE.getProcessCpuTime() + WARM_UP; MACHINE.getProcessCpuTime() < end;) seen += message(data, wrapped);
        double[] taken = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            // Of the whole process, garbage collection included, as Python's is.
            long start = MACHINE.getProcessCpuTime();
            int count = 0;
            for (; MACHINE.getProcessCpuTime() - start < ROUND; count += 20)
                for (int repeat = 0; repeat < 20; repeat++) seen += message(data, wrapped);
            taken[round] = (MACHINE.getProcessCpuTime() - start) / 1e3 / count;
        }
        Arrays.sort(taken);
        System.out.println("steady\t" + taken[ROUNDS / 2]);
        if (seen == 0) throw new IllegalStateException("nothing was decoded");
    }

    static long message(byte[] data, boolean wrapped) throws Exception {
        if (!wrapped) return pkiData(PKIData.getInstance(data));
        SignedData signed = SignedData.getInstance(ContentInfo.getInstance(data).getContent());
        long seen = any(signed.getVersion()) + any(signed.getDigestAlgorithms());
        for (ASN1Encodable each : signed.getCertificates()) seen += certificate(Certificate.getInstance(each));
        for (ASN1Encodable each : signed.getSignerInfos()) {
            SignerInfo signer = SignerInfo.getInstance(each);
            seen += any(signer.getVersion()) + any(signer.getSID().getId().toASN1Primitive());
            seen += algorithm(signer.getDigestAlgorithm()) + any(signer.getAuthenticatedAttributes());
            seen += algorithm(signer.getDigestEncryptionAlgorithm()) + any(signer.getEncryptedDigest());
        }
        byte[] content = ASN1OctetString.getInstance(signed.getEncapContentInfo().getContent()).getOctets();
        if (signed.getEncapContentInfo().getContentType().equals(CMCObjectIdentifiers.id_cct_PKIData))
            return seen + pkiData(PKIData.getInstance(content));
        PKIResponse response = PKIResponse.getInstance(content);
        for (ASN1Encodable each : response.getControlSequence()) seen += control(TaggedAttribute.getInstance(each));
        return seen + any(response.getCmsSequence()) + any(response.getOtherMsgSequence());
    }

    static long pkiData(PKIData data) throws Exception {
        long seen = data.getCmsSequence().length + data.getOtherMsgSequence().length;
        for (TaggedAttribute each : data.getControlSequence()) seen += control(each);
        for (TaggedRequest each : data.getReqSequence()) {
            if (each.getTagNo() == TaggedRequest.CRM) {
                seen += crmf(CertReqMsg.getInstance(each.getValue()));
                continue;
            }
            // It has no getters; the sequence that it makes holds the objects that it has.
            ASN1Sequence parts = (ASN1Sequence) TaggedCertificationRequest.getInstance(each.getValue()).toASN1Primitive();
            seen += any(BodyPartID.getInstance(parts.getObjectAt(0)).toASN1Primitive());
            seen += pkcs10(CertificationRequest.getInstance(parts.getObjectAt(1)));
        }
        return seen;
    }

    static long control(TaggedAttribute control) {
        ASN1ObjectIdentifier type = control.getAttrType();
        long seen = control.getBodyPartID().getID() + type.getId().length();
        for (ASN1Encodable value : control.getAttrValues()) {
            if (type.equals(CMCObjectIdentifiers.id_cmc_identityProofV2)) {
                IdentityProofV2 proof = IdentityProofV2.getInstance(value);
                seen += algorithm(proof.getProofAlgID()) + algorithm(proof.getMacAlgId()) + proof.getWitness().length;
            } else if (type.equals(CMCObjectIdentifiers.id_cmc_statusInfoV2)) {
                CMCStatusInfoV2 status = CMCStatusInfoV2.getInstance(value);
                seen += any(status.getcMCStatus().toASN1Primitive()) + status.getBodyList().length;
                if (status.hasOtherInfo()) seen += any(status.getOtherStatusInfo().toASN1Primitive());
            } else seen += any(value);
        }
        return seen;
    }

    static long pkcs10(CertificationRequest request) throws Exception {
        long seen = request.getVersion().intValue() + name(request.getSubject());
        seen += algorithm(request.getSubjectPublicKeyAlgorithm()) + request.getSubjectPublicKey().getBytes().length;
        for (ASN1Encodable each : request.getAttributes()) {
            Attribute attribute = Attribute.getInstance(each);
            boolean asks = attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
            for (ASN1Encodable value : attribute.getAttributeValues())
                seen += asks ? extensions(Extensions.getInstance(value)) : any(value);
        }
        return seen + algorithm(request.getSignatureAlgorithm()) + request.getSignature().getBytes().length;
    }

    static long crmf(CertReqMsg message) throws Exception {
        CertRequest request = message.getCertReq();
        CertTemplate template = request.getCertTemplate();
        long seen = any(request.getCertReqId()) + any(template.getSerialNumber());
        if (template.getIssuer() != null) seen += name(template.getIssuer());
        if (template.getSubject() != null) seen += name(template.getSubject());
        if (template.getPublicKey() != null) seen += key(template.getPublicKey());
        if (template.getExtensions() != null) seen += extensions(template.getExtensions());
        if (request.getControls() != null)
            for (AttributeTypeAndValue each : request.getControls().toAttributeTypeAndValueArray())
                seen += each.getType().getId().length() + any(each.getValue());
        if (message.getRegInfo() != null)
            for (AttributeTypeAndValue each : message.getRegInfo())
                seen += each.getType().getId().length() + any(each.getValue());
        ProofOfPossession proof = message.getPopo();
        if (proof == null) return seen;
        if (proof.getType() != ProofOfPossession.TYPE_SIGNING_KEY) return seen + any(proof.getObject());
        POPOSigningKey signing = POPOSigningKey.getInstance(proof.getObject());
        return seen + algorithm(signing.getAlgorithmIdentifier()) + signing.getSignature().getBytes().length;
    }

    static long certificate(Certificate certificate) throws Exception {
        TBSCertificate signed = certificate.getTBSCertificate();
        long seen = signed.getVersionNumber() + any(signed.getSerialNumber()) + algorithm(signed.getSignature());
        seen += name(signed.getIssuer()) + name(signed.getSubject()) + key(signed.getSubjectPublicKeyInfo());
        seen += signed.getStartDate().getDate().getTime() + signed.getEndDate().getDate().getTime();
        if (signed.getExtensions() != null) seen += extensions(signed.getExtensions());
        return seen + algorithm(certificate.getSignatureAlgorithm()) + certificate.getSignature().getBytes().length;
    }

    static long key(SubjectPublicKeyInfo key) {
        return algorithm(key.getAlgorithm()) + key.getPublicKeyData().getBytes().length;
    }

    static long algorithm(AlgorithmIdentifier algorithm) {
        return algorithm.getAlgorithm().getId().length() + any(algorithm.getParameters());
    }

    static long name(X500Name name) {
        long seen = 0;
        for (RDN each : name.getRDNs())
            for (org.bouncycastle.asn1.x500.AttributeTypeAndValue pair : each.getTypesAndValues())
                seen += pair.getType().getId().length() + any(pair.getValue());
        return seen;
    }

    static long extensions(Extensions extensions) throws Exception {
        long seen = 0;
        for (ASN1ObjectIdentifier type : extensions.getExtensionOIDs()) {
            Extension extension = extensions.getExtension(type);
            seen += type.getId().length() + (extension.isCritical() ? 1 : 0);
            byte[] value = extension.getExtnValue().getOctets();
            if (type.equals(Extension.keyUsage)) seen += KeyUsage.getInstance(value).getBytes().length;
            else if (type.equals(Extension.subjectKeyIdentifier))
                seen += SubjectKeyIdentifier.getInstance(value).getKeyIdentifier().length;
            else if (type.equals(Extension.subjectAlternativeName))
                for (GeneralName each : GeneralNames.getInstance(value).getNames()) seen += any(each.getName());
            else if (type.equals(Extension.basicConstraints))
                seen += BasicConstraints.getInstance(value).isCA() ? 1 : 0;
            else if (type.equals(Extension.extendedKeyUsage))
                for (KeyPurposeId each : ExtendedKeyUsage.getInstance(value).getUsages())
                    seen += each.getId().length();
            else if (type.equals(Extension.authorityKeyIdentifier))
                seen += any(AuthorityKeyIdentifier.getInstance(value).toASN1Primitive());
            else seen += value.length;
        }
        return seen;
    }

    // Whatever has no class of its own here.
    static long any(ASN1Encodable value) {
        if (value == null) return 0;
        long seen = 1;
        if (value instanceof ASN1Sequence) for (ASN1Encodable each : (ASN1Sequence) value) seen += any(each);
        else if (value instanceof ASN1Set) for (ASN1Encodable each : (ASN1Set) value) seen += any(each);
        else if (value instanceof ASN1ObjectIdentifier) seen += ((ASN1ObjectIdentifier) value).getId().length();
        else if (value instanceof ASN1Integer) seen += ((ASN1Integer) value).getValue().signum();
        else if (value instanceof ASN1OctetString) seen += ((ASN1OctetString) value).getOctets().length;
        else if (value instanceof ASN1BitString) seen += ((ASN1BitString) value).getBytes().length;
        else if (value instanceof ASN1String) seen += ((ASN1String) value).getString().length();
        else if (value instanceof ASN1TaggedObject) seen += any(((ASN1TaggedObject) value).getBaseObject());
        else if (!(value instanceof ASN1Primitive)) seen += any(value.toASN1Primitive());
        return seen;
    }
}
