import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of input: {@code command name=base64 name=base64}; a name may be repeated. */
final class Request {
    /** The request itself is at fault: a bug of the test, no verdict of the peer. */
    static final class Fault extends RuntimeException {
        Fault(String message) {
            super(message);
        }
    }

    final String command;
    private final Map<String, List<byte[]>> parameters = new LinkedHashMap<>();

    Request(String line) {
        String[] words = line.split(" ");
        command = words[0];
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            byte[] value = Base64.getDecoder().decode(words[i].substring(equals + 1));
            parameters.computeIfAbsent(words[i].substring(0, equals), name -> new ArrayList<>()).add(value);
        }
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    List<byte[]> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    byte[] octets(String name) {
        if (!has(name)) {
            throw new Fault(command + " needs the parameter " + name);
        }
        return all(name).get(0);
    }

    String text(String name) {
        return new String(octets(name), StandardCharsets.UTF_8);
    }

    String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    int number(String name, int absent) {
        return has(name) ? Integer.parseInt(text(name)) : absent;
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
