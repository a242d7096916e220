import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { forecastLedger } from "../../src/ledger/forecast.js";
import { provenanceOf } from "../../src/ledger/held-against.js";
import { EMPTY_END, endAfter, lineText, nextLine, readLedger } from "../../src/ledger/ledger.js";
import { placesClaim, placesView } from "../../src/ledger/places-view.js";
import { sharedResultOf } from "../../src/ledger/read-shared.js";
import { sharedResult, sharedText } from "../../src/ledger/shared-result.js";
import { publishedPlaces } from "../../src/node/cli/publish-places.js";
import { createNodeDigest } from "../../src/node/digest.js";
import type { EvaluationResult } from "../../src/results/result.js";
import { makeRecord, publishMade } from "../support/published.js";
import { type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

let folder: string;
let one: RecordCase;
let result: EvaluationResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-shared-"));
  vi.stubEnv("HOMEGROUND_DATA_DIR", join(folder, "data"));
  one = await writeRecordCase(folder);
  const made = await makeRecord(one, join(folder, "made"));
  const out = join(folder, "out");
  const ran = await runHere([
    "evaluate",
    one.images,
    "--labels",
    one.labels,
    "--predictions",
    one.predictions,
    "--claim",
    join(made, "record.json"),
    "--tolerance",
    "0.05",
    "--slice",
    "site",
    "--share",
    join(folder, "shared.json"),
    "--share-classes",
    "--out",
    out,
    "--quiet",
  ]);
  expect(ran.status, ran.err).toBeLessThan(3);
  result = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe("a result that is shared with the classes of its record", () => {
  it("has their counts, and evidence of the images by the hashes of their pixels", async () => {
    const shared = JSON.parse(await readFile(join(folder, "shared.json"), "utf8"));
    expect(violationsOf("shared-result", shared)).toEqual([]);
    expect(sharedResultOf(shared, "shared.json")).toEqual(shared);
    // 15 of each, 10 of them right, by the way the predictions were made.
    expect(shared.classes).toEqual([
      { label: "deer", truth: 15, predicted: 15, hits: 10 },
      { label: "fox", truth: 15, predicted: 15, hits: 10 },
    ]);
    const manifest = await readFile(join(folder, "made/manifest.ndjson"), "utf8");
    const pixels = manifest
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).pixels as string);
    const text = pixels.sort().map((hash) => `${hash}\n`);
    expect(shared.evidence).toBe(createHash("sha256").update(text.join("")).digest("hex"));
  });

  it("is checked where it comes with the record of its run, and told where it comes alone", async () => {
    const file = join(folder, "shared.json");
    const record = join(folder, "made");
    const add = (ledger: string, ...more: string[]) =>
      runHere(["ledger", "add", join(folder, ledger), file, "--quiet", ...more]);
    expect((await add("proven", "--record", record)).status).toBe(0);
    expect((await runHere(["ledger", "list", join(folder, "proven")])).out).toContain("verified");

    const shared = JSON.parse(await readFile(file, "utf8"));
    const open = JSON.parse(await readFile(join(record, "record.json"), "utf8"));
    const { steps } = { steps: [{ step: "figures", outcome: "equal", what: "" }] as const };
    const sent = { record: open, evidence: shared.evidence, steps, source: "record" };
    expect(provenanceOf(shared, sent)).toBe("recomputable");
    const images = [...steps, { step: "images", outcome: "equal", what: "" }] as const;
    expect(provenanceOf(shared, { ...sent, steps: images })).toBe("verified");
    expect(provenanceOf({ ...shared, evidence: null }, { ...sent, steps: images })).toBe(
      "recomputable",
    );
    const [figure] = shared.figures;
    for (const wrong of [
      { ...shared, figures: [{ ...figure, value: 0.7 }] },
      { ...shared, figures: [{ ...figure, low: 0.7 }] },
      { ...shared, figures: [{ ...figure, metric: "macro-f1", value: 0 }] },
      { ...shared, counts: { ...shared.counts, scored: 29 } },
      { ...shared, evidence: "0".repeat(64) },
      { ...shared, model: "0".repeat(64) },
    ]) {
      expect(() => provenanceOf(wrong, sent)).toThrow(
        expect.objectContaining({ code: "ledger/not-proven" }),
      );
    }
    const none = [{ step: "figures", outcome: "not-done", what: "" }] as const;
    expect(() => provenanceOf(shared, { ...sent, steps: none })).toThrow(/counted again/);
  });

  it("leaves out figures and verdicts that would give a withheld class away", () => {
    const labels = ["deer", "fox", "hare"];
    const counts = [
      [10, 0, 0],
      [0, 16, 0],
      [0, 0, 4],
    ];
    const [first] = result.estimates;
    const [verdict] = result.verdicts;
    const more: EvaluationResult = {
      ...result,
      confusion: { labels, counts },
      estimates: [first!, { ...first!, metric: "macro-f1", method: "wilson-jackknife" }],
      verdicts: [verdict!, { ...verdict!, metric: "macro-f1" }],
    };
    const withClasses = { evidence: null, vocabulary: labels, isNarrow: false };
    const shared = sharedResult(more, {}, withClasses);
    expect(shared.classes?.map(({ truth }) => truth)).toEqual([null, 16, null]);
    expect(shared.figures.map(({ metric }) => metric)).toEqual(["accuracy"]);
    expect(shared.verdicts.map(({ metric }) => metric)).toEqual(["accuracy"]);
    const narrow = sharedResult(more, {}, { evidence: null, vocabulary: null, isNarrow: true });
    expect(narrow.figures.map(({ metric }) => metric)).toEqual(["accuracy"]);
    expect(narrow.verdicts.map(({ metric }) => metric)).toEqual(["accuracy"]);
    for (const whole of [
      sharedResult(more),
      sharedResult(
        {
          ...more,
          confusion: {
            labels,
            counts: [
              [10, 0, 0],
              [0, 15, 0],
              [0, 0, 5],
            ],
          },
        },
        {},
        withClasses,
      ),
    ]) {
      expect(whole.figures).toHaveLength(2);
      expect(whole.verdicts).toHaveLength(2);
    }
  });

  it.each([
    ["a small count", { truth: 3, predicted: 20, hits: 0 }],
    ["few misses", { truth: 12, predicted: 10, hits: 10 }],
    ["more hits than images", { truth: 10, predicted: 20, hits: 20 }],
    ["one count withheld of three", { truth: null, predicted: 10, hits: 10 }],
    ["more than all images", { truth: 10 ** 6, predicted: 0, hits: 0 }],
  ])("is refused with %s", (_, counts) => {
    const shared = { ...sharedResult(result), classes: [{ label: "deer", ...counts }] };
    expect(() => sharedResultOf(shared, "a.json")).toThrow(
      expect.objectContaining({ code: "ledger/value-range" }),
    );
  });
});

describe("results of other places on the page of a record", () => {
  /** A ledger of the record with so many places, the first of them those of the methods' example. */
  async function ledgerOf(name: string, places: number): Promise<string> {
    const shared = sharedResult(result);
    const [figure] = shared.figures;
    let text = "";
    let end = EMPTY_END;
    for (let i = 0; i < places; i++) {
      const [k, n] = EXAMPLE[i] ?? [60 + (i % 37), 100];
      const figures = [{ ...figure!, value: k / n, low: null, high: null, k, n, nEff: n }];
      const counts = { ...shared.counts, images: n, scored: n, listed: {} };
      const place = i === 0 ? "<b>mill</b>" : `wood ${i}`;
      const own = { ...shared, place, counts, figures, verdicts: [] };
      const line = nextLine(end, { provenance: "told", result: own }, createNodeDigest);
      text += lineText(line);
      end = endAfter(line);
    }
    const path = join(folder, `${name}.ndjson`);
    await writeFile(path, text);
    return path;
  }

  it("are published and brought up to date, and nothing else of the page is", async () => {
    const made = join(folder, "made");
    const site = join(folder, "site");
    const few = await ledgerOf("few", 3);
    const { short, record } = await publishMade(made, site, "--no-app", "--ledger", few);
    const page = () => readFile(join(site, short, "index.html"), "utf8");
    expect(await page()).toContain("3 other places sent results: too few to foresee the next.");
    expect((await page()).match(/too few/gi)).toHaveLength(1);

    const six = await ledgerOf("six", 6);
    await publishMade(made, site, "--no-app", "--ledger", six);
    const html = await page();
    expect(html).toContain("At a new place, expect 55 to 97% right. The authors measured 66.7%.");
    expect(html).toContain("Tried on the places themselves");
    expect(html).toContain("&lt;b>mill");
    expect(html).not.toContain("<b>mill");
    expect(html).toContain('href="#places"');
    expect(html.match(/wood 5/g)!.length).toBeGreaterThan(1); // in the drawing, and in the table

    const without = await runHere(["publish", made, "--out", site, "--no-app", "--no-check"]);
    expect(without.err).toContain("output/not-written");
    expect(await page()).toBe(html);

    await writeFile(six, (await readFile(six, "utf8")).replace('"told"', '"verified"'));
    await expect(publishedPlaces(record, six)).rejects.toMatchObject({ code: "ledger/changed" });
    const other = { ...record, id: "0".repeat(64) };
    await expect(publishedPlaces(other, few)).rejects.toMatchObject({
      code: "ledger/other-record",
    });
  });

  it("say that none has come, and stay a small page with a thousand", async () => {
    const record = JSON.parse(await readFile(join(folder, "made/record.json"), "utf8"));
    const claim = placesClaim(record)!;
    const none = placesView(record, claim, null, EMPTY_END);
    expect(none).toMatchObject({ heading: "No other place has sent a result yet.", plot: null });
    const sendTo = (contact: string | null) =>
      placesView({ ...record, facts: { ...record.facts, contact } }, claim, null, EMPTY_END).send;
    expect(sendTo("ann@example.org").href).toBe("mailto:ann@example.org");
    const form = "https://example.org/results?new=1";
    expect(sendTo(form)).toMatchObject({ to: `Send it to: ${form}`, href: form });
    for (const words of [
      null,
      "Ann, room 4",
      "javascript:alert(1)",
      "a@b.org?bcc=c@d.org",
      "data:x",
    ]) {
      expect(sendTo(words).href).toBeNull();
    }
    const path = await ledgerOf("many", 1000);
    const ledger = readLedger(await readFile(path, "utf8"), path, createNodeDigest);
    const forecast = forecastLedger(ledger, { threshold: 0.6 }, path);
    const { plot, lead } = placesView(record, claim, forecast, endAfter(ledger.lines.at(-1)!));
    expect(lead).toContain("1,000 other places");
    // With the published figure, the average and the next place.
    expect(plot!.forest.marks).toHaveLength(43);
    expect(plot!.table.rows).toHaveLength(1003);
    for (const { row, label } of plot!.forest.marks) {
      expect(plot!.table.rows[row]!.cells[0]!.text).toBe(label);
    }
    const made = join(folder, "made");
    const { site, short } = await publishMade(
      made,
      join(folder, "thousand"),
      "--no-app",
      "--ledger",
      path,
    );
    expect((await stat(join(site, short, "index.html"))).size).toBeLessThan(2_000_000);
  });
});

const EXAMPLE = [
  [92, 100],
  [180, 200],
  [45, 60],
  [160, 200],
  [270, 300],
  [71, 90],
] as const;

describe("a result to share", () => {
  it("has the figures of the result, and its counts", () => {
    const shared = sharedResult(result);
    expect(violationsOf("shared-result", shared)).toEqual([]);
    // 20 of 30 by the way the predictions were made (test/support/record-case.ts).
    expect(shared.figures.find(({ metric }) => metric === "accuracy")).toMatchObject({
      value: 20 / 30,
      n: 30,
    });
    expect(shared.counts).toMatchObject({ images: 30, scored: 30, classes: 2 });
    expect(shared.record).toMatch(/^[0-9a-f]{64}$/);
    expect(shared.verdicts.length).toBeGreaterThan(0);
  });

  it("names no image, class, place, file or person", () => {
    const text = sharedText(sharedResult(result));
    const own = [...one.names, "deer", "fox", "site", "s0", "s1", "labels.csv", folder, "Ann"];
    for (const name of own) expect(text, name).not.toContain(name);
    // The result that it is made from names them: the test would see them.
    const whole = JSON.stringify(result);
    for (const name of ["deer", "site", "s1"]) expect(whole).toContain(name);
  });

  it("leaves out figures whose own names name a class, and keeps reasons as codes", () => {
    const [first] = result.estimates;
    if (first === undefined) throw new Error("no figure");
    const more: EvaluationResult = {
      ...result,
      estimates: [first, { ...first, metric: "recall{class=Secret place}" }],
      inputs: {
        ...result.inputs,
        listed: [{ file: "secret/a.png", code: "image/truncated", what: "secret/a.png ends" }],
      },
    };
    const shared = sharedResult(more);
    expect(shared.figures).toHaveLength(1);
    expect(shared.counts.listed).toEqual({ "image/truncated": 1 });
    expect(sharedText(shared)).not.toMatch(/secret/i);
  });
});
