package io.workstatus.agent.itests;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints, when a test has failed, the last that the agents of that moment said: elsewhere nobody can look. */
public final class LogOfAFailure implements AfterTestExecutionCallback {

    private static final int LINES = 60;

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            Agent.running().forEach(agent -> print(context.getDisplayName(), agent.output()));
        }
    }

    @SuppressWarnings("SystemOut") // what a test run prints is its report
    private static void print(String test, Path output) {
        PrintStream out = System.out;
        List<String> lines = Agent.lines(output);
        out.println("--- " + test + " failed; the end of what the agent printed:");
        lines.stream().skip(Math.max(0, lines.size() - LINES)).forEach(out::println);
        out.println("--- ");
    }
}
