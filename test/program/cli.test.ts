import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { EXIT, exitStatus } from "../../src/node/cli/exit-codes.js";
import { type Ran, runHere } from "../support/run-here.js";

const ROOT = join(import.meta.dirname, "../..");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  await writeFile(join(folder, "labels.csv"), labelTable());
  await writeFile(join(folder, "p.csv"), predictionTable(30));
});
afterAll(() => rm(folder, { recursive: true }));

const IMAGES = 40;
const names = Array.from({ length: IMAGES }, (_, i) => `${i + 100}.png`);

function labelTable(): string {
  const rows = names.map((name, i) => `${name},${i % 2 === 0 ? "deer" : "fox"},s${i % 8}`);
  return `file,class,site\n${rows.join("\n")}\n`;
}

/** The first `right` images are answered right. */
function predictionTable(right: number): string {
  const rows = names.map((name, i) => {
    const answer = (i % 2 === 0) === i < right ? "deer" : "fox";
    const p = answer === "deer" ? 0.9 - i / 1000 : 0.1 + i / 1000;
    return `${name},${answer},${p},${1 - p}`;
  });
  return `file,predicted,p_deer,p_fox\n${rows.join("\n")}\n`;
}

const evaluateArgs = (...more: string[]): string[] => [
  "evaluate",
  join(folder, "photos"),
  "--labels",
  join(folder, "labels.csv"),
  "--predictions",
  join(folder, "p.csv"),
  ...more,
  ...(more.includes("--out") ? [] : ["--out", join(folder, "out")]),
];

describe("homeground", () => {
  it.each([
    [[], "Usage: homeground [options] [command]"],
    [["--help"], "\n  serve "],
    [["evaluate", "--help"], "Example:\n  homeground evaluate photos --labels labels.csv"],
    [["help", "demo"], "Usage: homeground demo [options]"],
    [["--version"], "1.2.3\n"],
  ])("helps and exits with 0 for %j", async (args, text) => {
    const { status, out, err } = await runHere(args);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain(text);
  });

  it.each([
    [["frobnicate"], "usage/unknown-command"],
    [["serve", "--port", "70000"], "usage/bad-option"],
    [["shards", "plan", "images", "--shards", "3"], "usage/bad-option"],
    [["evaluate"], "usage/bad-option"],
    [["evaluate", "a"], "usage/bad-option"],
    [["evaluate", "a", "--labels", "l.csv"], "usage/bad-option"],
    [["evaluate", "a", "b", "--labels", "l.csv"], "usage/bad-option"],
    [
      ["evaluate", "a", "--labels", "l.csv", "--predictions", "p", "--model", "m"],
      "usage/bad-option",
    ],
    [
      ["evaluate", "a", "--labels", "l.csv", "--predictions", "p", "--card", "c"],
      "usage/bad-option",
    ],
    [["evaluate", "a", "--labels", "l", "--level", "1"], "usage/bad-option"],
    [["evaluate", "a", "--labels", "l", "--task", "reading"], "usage/bad-option"],
    [["evaluate", "a", "--labels", "l", "--seed", "-1"], "usage/bad-option"],
    [["evaluate", "a", "--labels", "l", "--nope"], "usage/bad-option"],
    [["evaluate", "a", "--labels"], "usage/bad-option"],
    [["demo", "extra"], "usage/bad-option"],
    [["runtime", "remove"], "usage/bad-option"],
  ])("exits with 2 and one line for %j", async (args, code) => {
    const { status, out, err } = await runHere(args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(new RegExp(`^error ${code}: .+ — .+ — .+\\n$`));
  });

  it("offers every task and option, and nothing that is still to come", async () => {
    expect((await runHere(["--help"])).out).not.toContain("To come, not there yet:");
    for (const command of [["evaluate"], ["record", "create"]]) {
      const { out } = await runHere([...command, "--help"]);
      expect(out).toContain("--task <task>");
      expect(out).toContain("instance-segmentation");
      expect(out).toMatch(/repeatable\s/);
      expect(out).not.toContain("default: [])");
      expect(out).not.toContain("To come, not there yet:");
      expect(out).toContain("endpoint:URL");
    }
  });

  it("says how labels are given where they are not", async () => {
    const { err } = await runHere(["evaluate", "photos"]);
    expect(err).toContain("where folders are named by class, the folder of images once more");
  });

  it("asks for a folder or quotes where a shell has spelt out a pattern", async () => {
    const names = Array.from({ length: 73 }, (_, k) => `photos/${k}.jpg`);
    expect((await runHere(["inspect", ...names])).err).toContain("put the pattern in quotes");
    expect((await runHere(["inspect", "a", "b"])).err).not.toContain("quotes");
  });

  it("names labels that are not there in words of ours", async () => {
    const { err } = await runHere(["inspect", folder, "--labels", join(folder, "none.xlsx")]);
    expect(err).toContain("error input/not-found: no such file or folder — ");
    expect(err).not.toContain("ENOENT");
  });

  it("suggests the nearest name", async () => {
    expect((await runHere(["evaluat"])).err).toContain("(Did you mean evaluate?)");
    const { err } = await runHere(["evaluate", "a", "--labels", "l.csv", "--claims", "x"]);
    expect(err).toContain("(Did you mean --claim?)");
  });

  it("says what is wrong with a command line as JSON too", async () => {
    const { status, out } = await runHere(["demo", "--nope", "--json", "-"]);
    expect(status).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: {
        code: "usage/bad-option",
        what: "unknown option '--nope'",
        where: "homeground demo",
        fix: "Run homeground demo --help",
      },
    });
  });

  it("exits with 130 when interrupted", async () => {
    const signal = AbortSignal.abort();
    expect(await runHere(evaluateArgs(), { signal })).toMatchObject({
      status: 130,
      err: expect.stringMatching(/\nStopped .*\. Run the same command again\.\n$/),
    });
  });

  it("has the contract's exit statuses", () => {
    expect(Object.values(EXIT)).toEqual([0, 1, 2, 3, 4, 130]);
    expect(exitStatus("argument/empty")).toBe(1);
  });
});

describe("homeground evaluate", () => {
  it("prints the answer, and keeps result, predictions and page", async () => {
    const { status, out } = await runHere(evaluateArgs("--claim", "accuracy=0.95@190/200"));
    expect(status).toBe(0);
    expect(out).toMatch(/^FAILS HERE\n/);
    expect(out).toContain("30 of 40 right");
    const result = JSON.parse(await readFile(join(folder, "out/result.json"), "utf8"));
    expect(result).toMatchObject({
      schema: "homeground.result/1",
      task: "classification",
      inputs: { images: 40, scored: 40, listed: [] },
      verdicts: [{ metric: "accuracy", verdict: "fails" }],
    });
    expect(await readFile(join(folder, "out/report.html"), "utf8")).toContain("</html>");
    const predictions = await readFile(join(folder, "out/predictions.csv"), "utf8");
    expect(predictions.split("\n")[0]).toBe("file,predicted,deer,fox");
    expect(predictions.trimEnd().split("\n")).toHaveLength(41);
  });

  it("prints nothing but JSON on standard output for --json -", async () => {
    const { out, err } = await runHere(evaluateArgs("--json", "-"));
    expect(JSON.parse(out)).toMatchObject({ schema: "homeground.result/1" });
    expect(err).toContain("accuracy 75.0%");
  });

  it("evaluates its own predictions to the same figures", async () => {
    const first = await runHere(evaluateArgs("--json", "-"));
    const again = await runHere([
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(folder, "labels.csv"),
      "--predictions",
      join(folder, "out/predictions.csv"),
      "--out",
      join(folder, "out2"),
      "--json",
      "-",
    ]);
    const figures = ({ out }: Ran) => JSON.parse(out).estimates;
    expect(figures(again)).toEqual(figures(first));
  });

  it.each([
    ["accuracy=0.95@190/200", 3],
    ["accuracy=0.75", 4],
    ["accuracy=0.55", 0],
  ])("ends a gate on %s with %i", async (claim, status) => {
    expect((await runHere(evaluateArgs("--claim", claim, "--gate"))).status).toBe(status);
    expect((await runHere(evaluateArgs("--claim", claim))).status).toBe(0);
  });

  it("blocks on a label that the model does not have, and writes a map to fill in", async () => {
    const labels = join(folder, "more.csv");
    await writeFile(labels, `${labelTable()}${"x.png,Fox,s1"}\n`);
    const args = evaluateArgs();
    args[3] = labels;
    const { status, err } = await runHere(args);
    expect(status).toBe(1);
    expect(err).toContain("error labels/unmapped: ");
    const template = join(folder, "out/label-map.json");
    const map = JSON.parse(await readFile(template, "utf8"));
    expect(map.labels).toMatchObject({ Fox: null });
    const decided = join(folder, "map.json");
    await writeFile(decided, '{"Fox": "fox"}');
    const mapped = await runHere([...args, "--label-map", decided, "--json", "-"]);
    expect(JSON.parse(mapped.out).inputs.listed).toMatchObject([
      { file: "x.png", code: "no-prediction" },
    ]);
  });

  it("names a file that is not there", async () => {
    const args = evaluateArgs();
    args[3] = join(folder, "nowhere.csv");
    const { status, err } = await runHere(args);
    expect(status).toBe(1);
    expect(err).toContain("error input/not-found: ");
  });

  it("owns up to a bug, with a stack trace only when asked", async () => {
    const now = (): number => {
      throw new TypeError("x is undefined");
    };
    const quiet = await runHere(evaluateArgs(), { now });
    expect(quiet.status).toBe(1);
    expect(quiet.err).toMatch(/^error internal\/bug: x is undefined — homeground evaluate — .+\n$/);
    const loud = await runHere(evaluateArgs(), { now, debug: true });
    expect(loud.err).toContain("    at ");
  });
});

describe("homeground as a program", () => {
  const main = join(ROOT, "dist/node/cli/main.js");

  async function program(...args: string[]): Promise<Ran> {
    return await new Promise((resolve) => {
      execFile(process.execPath, [main, ...args], { cwd: folder }, (error, out, err) =>
        resolve({ status: Number(error?.code ?? 0), out, err }),
      );
    });
  }

  it("knows the package's version", async () => {
    const ran = await program("--version");
    expect(ran).toEqual({ status: 0, out: `${packageJson.version}\n`, err: "" });
  });

  it("says which engine scores images", async () => {
    const { status, out } = await program("runtime");
    expect(status).toBe(0);
    expect(out).toContain("Images are scored with onnxruntime-");
  });

  it("names a file that is in the way of its output", async () => {
    const { status, err } = await program(...evaluateArgs("--out", join(folder, "labels.csv/x")));
    expect(status).toBe(1);
    expect(err).toContain("error output/not-written: ");
  });
});
