import { execFileSync } from "node:child_process";
import process from "node:process";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayScript, joinScript, numberRanges } from "../../src/shards/slurm-scripts.js";

const JOBS = {
  program: ["/usr/bin/node", "/opt/main.js"],
  cwd: "/home/me",
  root: "/data/my shards/50%",
  out: "/data/out",
  missing: [1, 2, 5],
  options: ["--partition", "cpu", "-c4", "--comment=a b"],
};

/** What the script's shell would call, for a task of the array. */
function calls(script: string, task: number): string[] {
  const text = script.replaceAll("exec ", "").replaceAll("/usr/bin/node", "printf '%s|'");
  const env = { SLURM_ARRAY_TASK_ID: `${task}`, PATH: process.env["PATH"] };
  const out = execFileSync("/bin/sh", ["-c", text], { encoding: "utf8", env });
  return [...out.matchAll(/shards\|run\|[^|]*\|(\d+)\|/g)].map(([, shard]) => shard!);
}

describe("scripts for Slurm", () => {
  it("run what is missing, each task the shard of its number", () => {
    const script = arrayScript(JOBS);
    expect(script).toMatch(/^#!\/bin\/sh\n#SBATCH /);
    expect(script).toContain("#SBATCH --array=1-2,5\n");
    expect(script).toContain("#SBATCH --partition cpu\n#SBATCH -c4\n");
    expect(script).toContain('#SBATCH "--comment=a b"\n');
    expect(script).toContain('#SBATCH "--output=/data/my shards/50%%/slurm/');
    expect(script).toContain("#SBATCH --chdir=/home/me\n");
    expect(calls(script, 5)).toEqual(["5"]);
  });

  it("run each of many once, beyond the number of tasks that an array may have", () => {
    const missing = Array.from({ length: 2345 }, (_, i) => 2 * i + 1);
    const script = arrayScript({ ...JOBS, missing });
    const [, last = ""] = /--array=1-(\d+)\n/.exec(script) ?? [];
    expect(Number(last)).toBeLessThanOrEqual(1000);
    const tasks = [1, 2, Number(last)].map((task) => calls(script, task));
    expect(tasks[0]).toEqual(["1", "3", "5"]);
    expect(tasks[1]).toEqual(["7", "9", "11"]);
    expect(tasks[2]!.at(-1)).toBe("4689");
    expect(Number(last) * 3).toBeGreaterThanOrEqual(missing.length);
  });

  it("join into the folder that was named", () => {
    const script = joinScript({ ...JOBS, out: "/it's here" });
    expect(script).toContain("exec /usr/bin/node /opt/main.js shards join '/data/my shards/50%'");
    expect(script).toContain("--out '/it'\\''s here' --quiet\n");
    expect(script).not.toContain("--array");
  });

  it("name numbers as ranges that hold them all", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (some) => {
        const numbers = some.sort((a, b) => a - b);
        const text = numberRanges(numbers);
        const back = (text === "" ? [] : text.split(",")).flatMap((part) => {
          const [from = 0, to = from] = part.split("-").map(Number);
          return Array.from({ length: to - from + 1 }, (_, i) => from + i);
        });
        expect(back).toEqual(numbers);
      }),
    );
  });
});
