import java.util.Map;
import org.mozilla.jss.CryptoManager;
import org.mozilla.jss.InitializationValues;

/** JSS, and with it the checks of Dogtag's CA, as the tests ask it: see README.md for the commands. */
final class JssPeer {
    public static void main(String[] arguments) throws Exception {
        InitializationValues values = new InitializationValues(arguments[0]);
        values.readOnly = true;
        // Digests and MACs come from Java's own provider; JSS is asked by name where it matters.
        values.installJSSProviderFirst = false;
        CryptoManager.initialize(values);
        new Peer()
            .add("encode-again", Encoding::again)
            .add("check", Checking::check)
            .serve(Map.of("version", CryptoManager.getJSSVersion(), "java", System.getProperty("java.version")));
        System.exit(0);
    }
}
