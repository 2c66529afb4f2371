import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys out of their DER, and the signature algorithm that goes with one. */
final class Keys {
    private Keys() {}

    static PublicKey publicKey(SubjectPublicKeyInfo info) throws Exception {
        PublicKey key = BouncyCastleProvider.getPublicKey(info);
        if (key == null) {
            throw new Peer.Unsupported("BouncyCastle has no keys of algorithm " + info.getAlgorithm().getAlgorithm());
        }
        return key;
    }

    static PrivateKey privateKey(byte[] pkcs8) throws Exception {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
        PrivateKey key = BouncyCastleProvider.getPrivateKey(info);
        if (key == null) {
            throw new Peer.Unsupported(
                "BouncyCastle has no keys of algorithm " + info.getPrivateKeyAlgorithm().getAlgorithm());
        }
        return key;
    }

    static ContentSigner signer(Request request) throws Exception {
        PrivateKey key = privateKey(request.octets("key"));
        String algorithm = request.has("algorithm") ? request.text("algorithm") : usual(key);
        return new JcaContentSignerBuilder(algorithm).setProvider("BC").build(key);
    }

    private static String usual(PrivateKey key) {
        if (key instanceof ECPrivateKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            return (bits > 384 ? "SHA512" : bits > 256 ? "SHA384" : "SHA256") + "withECDSA";
        }
        return key.getAlgorithm().startsWith("RSA") ? "SHA256withRSA" : key.getAlgorithm();
    }
}
