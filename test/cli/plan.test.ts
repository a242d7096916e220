import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

describe("homeground plan", () => {
  it.each([
    [["--width", "0.05", "--expect", "0.9"], "About 141 images."],
    [
      ["--width", "0.05", "--expect", "0.9", "--per-cluster", "20"],
      "409 images in 21 groups of 20",
    ],
    [["--claim", "accuracy=0.92", "--tolerance", "5 points"], "likely to decide"],
    [["--difference", "0.05"], "one model alone is right"],
    [["--claim", "accuracy=0.92@23/25"], "verdict/claim-too-uncertain"],
    // The limit is 85 %: nothing was published about so few images.
    [["--claim", "accuracy=0.9", "--expect", "0.85"], "plan/at-limit"],
    [
      ["--claim", "accuracy=0.9", "--expect", "0.6"],
      "A true share of 60.0% lies below the limit of 85.0%: the likely answer is that the claim does not hold here.",
    ],
    [
      // √(30 · 0.9/0.1) = 16.4; 39 groups of 16 that 613 images lie in.
      ["--width", "0.05", "--cost-cluster", "30", "--cost-image", "1"],
      "At 30 a group and 1 an image, 16 images a group are the cheapest: 1,783 in all.",
    ],
  ])("says how many for %j", async (args, text) => {
    const { status, out, err } = await runHere(["plan", ...args]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain(text);
    const json = JSON.parse((await runHere(["plan", ...args, "--json", "-"])).out);
    expect(violationsOf("plan", json)).toEqual([]);
  });

  it.each([
    [[]],
    [["--width", "0.1", "--difference", "0.1"]],
    [["--width", "0.7"]],
    [["--width", "0.1", "--tolerance", "0.1"]],
    [["--width", "0.1", "--cost-image", "1"]],
    [["--width", "0.1", "--cost-image", "1", "--cost-cluster", "9", "--per-cluster", "3"]],
    [["--claim", "macro-f1=0.8"]],
    [["--width", "0.1", "--icc", "2"]],
    [["--width", "0.1", "--icc", "0.2"]],
  ])("refuses %j", async (args) => {
    expect(await runHere(["plan", ...args])).toMatchObject({ status: 2, out: "" });
  });
});

describe("homeground plan --out", () => {
  it("writes the curve as a page and as a table, and the plan, beside what it prints", async () => {
    const folder = await mkdtemp(join(tmpdir(), "homeground-"));
    try {
      const asked = ["plan", "--claim", "accuracy=0.92", "--tolerance", "5 points"];
      const out = join(folder, "a plan");
      const ran = await runHere([...asked, "--out", out]);
      const plain = await runHere(asked);
      expect(ran.status).toBe(0);
      expect(ran.out).toBe(`${plain.out.trimEnd()}\n\n${join(out, "plan.html")}\n`);
      const kept = JSON.parse(await readFile(join(out, "plan.json"), "utf8"));
      expect(violationsOf("plan", kept)).toEqual([]);
      expect(await readFile(join(out, "plan.csv"), "utf8")).toMatch(/^images,power,/);
      const page = await readFile(join(out, "plan.html"), "utf8");
      expect(page).toContain(`About ${kept.images} images.`);
      expect(page).toContain("How likely an answer is");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("homeground plan --pilot", () => {
  let folder: string;
  const run = (...args: string[]) => runHere(["plan", ...args]);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-"));
    const site = (i: number) => Math.floor(i / 10);
    // In each of eight places of ten images the model is right on all, or on half.
    const rows = Array.from({ length: 80 }, (_, i) => {
      const isRight = site(i) % 2 === 0 || i % 2 === 0;
      return { label: `${i}.jpg,deer,${site(i)}`, answer: `${i}.jpg,${isRight ? "deer" : "fox"}` };
    });
    const text = (head: string, of: "label" | "answer") =>
      `${[head, ...rows.map((row) => row[of])].join("\n")}\n`;
    await writeFile(join(folder, "labels.csv"), text("file,label,site", "label"));
    await writeFile(join(folder, "a.csv"), text("file,predicted", "answer"));
    const given = ["--labels", join(folder, "labels.csv"), "--predictions", join(folder, "a.csv")];
    const out = ["--cluster", "site", "--out", join(folder, "out"), "--no-pictures"];
    await runHere(["evaluate", folder, ...given, ...out]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("takes figure, likeness and size of groups from a result", async () => {
    const args = ["--claim", "accuracy=0.7", "--pilot", join(folder, "out")];
    const { status, out, err } = await run(...args);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain("From the pilot: accuracy 75.0% of 80 images in 8 groups");
    expect(out).toContain("plan/pilot-not-shown-random");
    expect(out).toMatch(/That is [\d,]+ images and [\d,]+ groups more than the pilot has\./);
    const wide = await run("--width", "0.45", "--pilot", join(folder, "out"));
    expect(wide.out).toContain("The pilot is enough already: its own range is ± ");
    const plan = JSON.parse((await run(...args, "--json", "-")).out);
    expect(violationsOf("plan", plan)).toEqual([]);
    expect(plan).toMatchObject({ perCluster: 10, pilot: { value: 0.75, images: 80, clusters: 8 } });
    // Sums 10 and 5 of ten, four times each: MSB 5/7, MSW 10/72, icc (MSB − MSW)/(MSB + 9 MSW).
    expect(plan.pilot.icc).toBeCloseTo((5 / 7 - 10 / 72) / (5 / 7 + (9 * 10) / 72), 10);
    expect(plan.assumed.icc).toBe(plan.pilot.icc);
  });

  it("refuses what cannot be a pilot", async () => {
    const designed = {
      schema: "homeground.result/1",
      inputs: { listed: [], notes: [] },
      estimates: [
        { metric: "accuracy", slice: null, value: 0.9, n: 100, clusters: null, warnings: [] },
      ],
    };
    const write = (name: string, value: unknown) =>
      writeFile(join(folder, name), JSON.stringify(value));
    const [estimate] = designed.estimates;
    await write("lure.json", { ...designed, estimates: [{ ...estimate, method: "lure" }] });
    await write("other.json", { schema: "homeground.plan/1" });
    const list = { inputs: { listed: [], notes: [{ file: "", code: "sample/drawn", what: "" }] } };
    const counted = (warnings: readonly string[]) => ({
      ...estimate,
      warnings,
      low: null,
      high: null,
    });
    await write("list.json", { ...designed, ...list, estimates: [counted([])] });
    await write("alike.json", {
      ...designed,
      ...list,
      estimates: [counted(["plan/design-ignored"])],
    });
    // Half of 0.7 to 0.9 on 40 images: ± 5 points take four times as many.
    const boxes = { metric: "map", role: "headline", low: 0.7, high: 0.9, n: 40, unit: "image" };
    await write("boxes.json", { ...designed, estimates: [{ ...estimate, ...boxes }] });
    const boxesSay = async (...goal: string[]) =>
      (await run(...goal, "--pilot", join(folder, "boxes.json"))).err;
    expect(await boxesSay("--width", "0.05")).toMatch(
      /plan\/no-figure: .*map, the pilot's figure, is known to ± 10 points by 40 images\. .*± 5 points take about 160/,
    );
    expect(await boxesSay("--width", "0.2")).toContain("that is ± 20 points or less already");
    expect(await boxesSay("--difference", "0.05")).toContain("homeground compare wrote");
    const ofPilot = async (name: string) =>
      (await run("--width", "0.05", "--pilot", join(folder, name))).out;
    expect(await ofPilot("list.json")).not.toContain("plan/pilot-not-shown-random");
    expect(await ofPilot("alike.json")).toContain("plan/pilot-not-shown-random");
    for (const [file, more, code] of [
      ["lure.json", ["--width", "0.05"], "plan/pilot-not-random"],
      ["lure.json", ["--claim", "recall{class=deer}=0.9"], "plan/no-figure"],
      ["other.json", ["--width", "0.05"], "input/bad-shape"],
      ["nowhere.json", ["--width", "0.05"], "input/not-found"],
      ["lure.json", ["--width", "0.05", "--expect", "0.9"], "usage/bad-option"],
    ] as const) {
      const { status, err } = await run(...more, "--pilot", join(folder, file));
      expect(status).not.toBe(0);
      expect(err, file).toContain(code);
    }
  });
});
