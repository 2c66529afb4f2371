import java.security.Security;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** BouncyCastle as the tests ask it: see README.md for the commands. */
final class BouncyCastlePeer {
    public static void main(String[] arguments) throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        Security.addProvider(provider);
        new Peer()
            .add("parse", Reading::parse)
            .add("verify-cms", Signatures::verifyCms)
            .add("verify-p10", Signatures::verifyPkcs10)
            .add("verify-popo", Signatures::verifyPossession)
            .add("agreement", Possession::agreement)
            .add("dh-sig-static", Possession::dhSigStatic)
            .add("encrypted-value", Possession::encryptedValue)
            .add("verify-mac", Encryption::verifyMac)
            .add("decrypt-cms", Encryption::decrypt)
            .add("sign-cms", Making::signCms)
            .add("envelope", Encryption::envelope)
            .add("authenticate", Encryption::authenticate)
            .add("make-p10", Making::pkcs10)
            .add("make-crmf", Making::crmf)
            .serve(Map.of("version", provider.getVersionStr(), "java", System.getProperty("java.version")));
    }
}
