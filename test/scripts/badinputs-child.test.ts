import { tmpdir } from "node:os";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { type ChildRun, runProgram } from "../../scripts/badinputs/child.js";

function runOf(program: string, limitSeconds: number): Promise<ChildRun> {
  const env = { PATH: process.env["PATH"] ?? "" };
  return runProgram([], { cwd: tmpdir(), env, limitSeconds, program: ["-e", program] });
}

/** More than any machine needs. */
const PATIENT = 600;

describe("runProgram", () => {
  it("counts seconds of processors, those of a child that was killed too, and none of waiting", async () => {
    const work =
      "const spent = () => { const { user, system } = process.cpuUsage(); return user + system; };\n" +
      "while (spent() < 4e5);";
    const run = await runOf(
      `${work}
      const child = require("node:child_process").spawn(process.execPath, ["-e",
        ${JSON.stringify(`${work} console.log("done"); setInterval(() => {}, 1000);`)}]);
      child.stdout.once("data", () => child.kill("SIGKILL"));
      child.once("close", () => { console.log("both"); process.exitCode = 3; });`,
      PATIENT,
    );
    expect(run).toMatchObject({ status: 3, out: "both\n", err: "", isTimedOut: false });
    expect(run.seconds).toBeGreaterThan(0.7);
    const waiting = await runOf("setTimeout(() => {}, 3000);", PATIENT);
    expect(waiting).toMatchObject({ status: 0, isTimedOut: false });
    expect(waiting.seconds).toBeLessThan(2);
  });

  it("kills what hangs, by the clock, and has another status for each end", async () => {
    expect(await runOf("setInterval(() => {}, 1000);", 1)).toMatchObject({
      status: null,
      isTimedOut: true,
    });
    expect(await runOf("process.kill(process.pid, 'SIGSEGV');", PATIENT)).toMatchObject({
      status: 139,
      isTimedOut: false,
    });
  });
});
