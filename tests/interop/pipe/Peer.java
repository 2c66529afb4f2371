import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers requests until standard input ends: each is one line, each answer one line of JSON with the single key
 * "answer", "refused" (the peer does not accept the input), "unsupported" (the peer lacks the means) or "fault"
 * (the request was wrong).
 */
final class Peer {
    @FunctionalInterface
    interface Command {
        Object run(Request request) throws Exception;
    }

    /** What this version of the peer cannot do. */
    static final class Unsupported extends Exception {
        Unsupported(String message) {
            super(message);
        }
    }

    private final Map<String, Command> commands = new LinkedHashMap<>();

    Peer add(String name, Command command) {
        commands.put(name, command);
        return this;
    }

    /** Answers; first of all, unasked, with what {@code greeting} holds. */
    void serve(Object greeting) throws Exception {
        // Libraries that print to standard output must not come between.
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        System.setOut(System.err);
        answers.println(Json.of(Map.of("answer", greeting)));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(Json.of(answer(new Request(line))));
        }
    }

    private Map<String, Object> answer(Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Command command = commands.get(request.command);
            if (command == null) {
                throw new Request.Fault("no command " + request.command);
            }
            answer.put("answer", command.run(request));
        } catch (Request.Fault fault) {
            answer.put("fault", fault.getMessage());
        } catch (Throwable thrown) {
            answer.put(lacksMeans(thrown) ? "unsupported" : "refused", reason(thrown));
        }
        return answer;
    }

    static boolean lacksMeans(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof Unsupported || each instanceof java.security.NoSuchAlgorithmException) {
                return true;
            }
        }
        return false;
    }

    /** Class and message of an exception and of what caused it. */
    static String reason(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause() == each ? null : each.getCause()) {
            text.append(text.isEmpty() ? "" : " <- ").append(each.getClass().getSimpleName());
            if (each.getMessage() != null) {
                text.append(": ").append(each.getMessage().lines().findFirst().orElse(""));
            }
        }
        return text.toString();
    }
}
