/** `npm run homeground -- ARGS`: builds what the command needs, where that is stale, and runs it. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { buildTargets, staleTargets } from "./build/build-targets.js";
import { ROOT, TARGETS, targetsFor } from "./build/targets.js";

const args = process.argv.slice(2);
const stale = staleTargets(ROOT, TARGETS, targetsFor(args));
if (stale.length > 0) await buildTargets(ROOT, TARGETS, stale);

const main = join(ROOT, "dist/node/cli/main.js");
const program = spawn(process.execPath, [main, ...args], { stdio: "inherit" });
// The program ends by itself when it is told to, and this with it. A terminal tells both.
process.on("SIGINT", () => undefined);
for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => program.kill(signal));
}
program.on("close", (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGTERM"];
});
