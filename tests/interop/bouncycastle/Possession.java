import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Map;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.crmf.DhSigStatic;
import org.bouncycastle.asn1.crmf.EncryptedValue;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.crmf.EncryptedValueParser;
import org.bouncycastle.cert.crmf.jcajce.JceAsymmetricValueDecryptorGenerator;

/** What proofs of possession consist of that BouncyCastle has no check for, by its own cryptography. */
final class Possession {
    private Possession() {}

    /** MAC(H(lead || Z || trail), data), Z what the two keys agree on: agreeMAC without names around Z, all others with. */
    static Object agreement(Request request) throws Exception {
        PrivateKey key = Keys.privateKey(request.octets("key"));
        String kind = key.getAlgorithm().startsWith("EC") ? "ECDH" : key.getAlgorithm();
        KeyAgreement agreement = KeyAgreement.getInstance(kind, "BC");
        agreement.init(key);
        agreement.doPhase(Keys.publicKey(SubjectPublicKeyInfo.getInstance(request.octets("spki"))), true);
        MessageDigest digest = MessageDigest.getInstance(request.text("hash"), "BC");
        digest.update(request.octets("lead"));
        digest.update(agreement.generateSecret());
        digest.update(request.octets("trail"));
        Mac mac = Mac.getInstance(request.text("mac"), "BC");
        mac.init(new SecretKeySpec(digest.digest(), request.text("mac")));
        return Map.of("mac", Request.hex(mac.doFinal(request.octets("data"))));
    }

    /** What stands in a DhSigStatic, and how it is encoded again. */
    static Object dhSigStatic(Request request) throws Exception {
        DhSigStatic read = DhSigStatic.getInstance(request.octets("der"));
        return Map.of(
            "issuer", Request.hex(read.getIssuerAndSerial().getName().getEncoded("DER")),
            "serial", read.getIssuerAndSerial().getSerialNumber().getValue().toString(),
            "mac", Request.hex(read.getHashValue()),
            "der", Request.hex(read.getEncoded("DER")));
    }

    /** The private key in an EncryptedValue, as PKCS #8. */
    static Object encryptedValue(Request request) throws Exception {
        EncryptedValueParser parser = new EncryptedValueParser(EncryptedValue.getInstance(request.octets("der")));
        var decryptor = new JceAsymmetricValueDecryptorGenerator(Keys.privateKey(request.octets("key"))).setProvider("BC");
        return Map.of("content", Request.hex(parser.readPrivateKeyInfo(decryptor).getEncoded()));
    }
}
