import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compare/comparison.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { runHere } from "../support/run-here.js";

const IMAGES = 30;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
  await put("labels.csv", labels(60));
  await put("moved.csv", labels(61));
  // The first finds the left objects and the second the right ones; both below their threshold too.
  await put("a.csv", predictions([0.9, 0.2]));
  await put("b.csv", predictions([0.6, 0.8]));
  for (const [name, file] of [
    ["a", "labels.csv"],
    ["b", "labels.csv"],
    ["moved", "moved.csv"],
  ] as const) {
    const scores = name === "b" ? "b.csv" : "a.csv";
    const ran = await runHere([
      ...["evaluate", join(folder, "photos"), "--labels", join(folder, file)],
      ...["--predictions", join(folder, scores), ...DETECTION, "--cluster", "site"],
      ...["--out", join(folder, "results", name), "--quiet"],
    ]);
    expect(ran).toMatchObject({ status: 0 });
  }
});
afterAll(() => rm(folder, { recursive: true }));

const DETECTION = ["--task", "detection", "--threshold", "0.5"];
const put = (name: string, text: string) => writeFile(join(folder, name), text);
const each = (row: (i: number) => string) =>
  Array.from({ length: IMAGES }, (_, i) => row(i)).join("\n");

/** A deer on the left of every image, a fox on the right of every third. */
function labels(x: number): string {
  const head = "file,label,xmin,ymin,xmax,ymax,width,height,site";
  const size = (i: number) => `200,100,site ${i % 6}`;
  const rows = each((i) =>
    [
      `${i}.jpg,deer,0,0,40,40,${size(i)}`,
      ...(i % 3 === 0 ? [`${i}.jpg,fox,${x},0,${x + 40},40,${size(i)}`] : []),
    ].join("\n"),
  );
  return `${head}\n${rows}\n`;
}

function predictions([left, right]: readonly [number, number]): string {
  const rows = each((i) =>
    [
      `${i}.jpg,deer,${left - (i % 7) / 100},${i % 4},0,40,40`,
      `${i}.jpg,fox,${right - (i % 5) / 100},62,0,102,${40 + (i % 3)}`,
    ].join("\n"),
  );
  return `file,label,score,xmin,ymin,xmax,ymax\n${rows}\n`;
}

const results = (names: readonly string[], ...more: readonly string[]) =>
  runHere([
    ...["compare", ...names.map((name) => join(folder, "results", name))],
    ...["--out", join(folder, "of-results"), "--json", "-", ...more],
  ]);

describe("files that both say where things are", () => {
  const figures = async (name: string, found: string, ...more: readonly string[]) => {
    const ran = await runHere([
      ...["evaluate", join(folder, "photos"), "--labels", join(folder, name)],
      ...["--predictions", join(folder, found)],
      ...["--out", join(folder, "seen"), "--json", "-", ...more],
    ]);
    expect(ran, ran.err).toMatchObject({ status: 0 });
    const { task, estimates } = JSON.parse(ran.out) as EvaluationResult;
    return { task, estimates, isTold: ran.err.includes("task=detection:") };
  };

  it("are compared as boxes without being told so, as when told", async () => {
    const asked = await figures("labels.csv", "a.csv", "--task", "detection");
    const seen = await figures("labels.csv", "a.csv");
    expect(seen).toEqual({ ...asked, isTold: true });
    expect(asked.isTold).toBe(false);
  });

  it("are compared as whole images where either says nothing of places", async () => {
    const rows = each((i) => `${i}.jpg,${i % 3 === 0 ? "fox" : "deer"}`);
    await put("whole.csv", `file,label\n${rows}\n`);
    await put("one.csv", `file,predicted\n${rows}\n`);
    const whole = { task: "classification", isTold: false };
    expect(await figures("whole.csv", "one.csv")).toMatchObject(whole);
    expect(await figures("labels.csv", "one.csv")).toMatchObject(whole);
  });
});

describe("results of detectors", () => {
  it.each([[[]], [["--by", "site"]], [["--metric", "recall"]], [["--equal-alarms"]]])(
    "compared with %s give the numbers of the same predictions",
    async (more) => {
      const ofResults = await results(["a", "b"], ...more);
      expect(ofResults).toMatchObject({ status: 0 });
      const direct = await runHere([
        ...["compare", join(folder, "photos"), "--labels", join(folder, "labels.csv")],
        ...["--predictions", join(folder, "a.csv"), "--predictions", join(folder, "b.csv")],
        ...[
          ...DETECTION,
          "--cluster",
          "site",
          "--out",
          join(folder, "out"),
          "--json",
          "-",
          ...more,
        ],
      ]);
      expect(direct).toMatchObject({ status: 0 });
      const comparison = JSON.parse(ofResults.out) as Comparison;
      expect(comparison).toEqual(JSON.parse(direct.out));
      expect(comparison.objects).toMatchObject({ count: IMAGES + IMAGES / 3 });
      const finds = (out: string) => readFile(join(folder, out, "only-one-finds.csv"), "utf8");
      expect(await finds("of-results")).toBe(await finds("out"));
    },
  );

  it("are refused where an object is annotated elsewhere, with both", async () => {
    const { status, err } = await results(["a", "moved"]);
    expect(status).toBe(1);
    expect(err).toContain("compare/other-labels");
    expect(err).toContain(
      "10 images with other labels: 0.jpg is deer (0, 0, 40 × 40 px), fox (60,",
    );
    expect(err).toContain("fox (61, 0, 40 × 40 px) in moved");
  });

  it("are refused of a version that wrote no objects, with the way out", async () => {
    await rm(join(folder, "results/moved/objects.parquet"));
    const { status, err } = await results(["a", "moved"]);
    expect(status).toBe(1);
    expect(err).toContain("compare/no-outcomes");
    expect(err).toContain("objects.parquet is not beside it");
  });
});
