import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { latexText } from "../../src/reports/latex-text.js";
import { metricWords } from "../../src/reports/words/metrics.js";
import type { EvaluationResult, ResultEstimate } from "../../src/results/result.js";
import { isPrinted, printedLimits } from "../support/printed-number.js";
import { runHere, SILENT_IO } from "../support/run-here.js";

/** Whatever a run writes says the same: HTML, Markdown, LaTeX, tables, Parquet, terminal, log. */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(folder, "photos"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A number in [0, 1) that looks drawn: the same for the same arguments. */
const drawn = (i: number, k: number): number => (((i + 1) * 7919 * (k + 3) * 104_729) % 997) / 997;

const CLASSES = ["deer", "fox", "=cmd|' /C calc'!A0"];

/** 90 images at three sites, right about two times in three. */
function classification(): Record<string, string> {
  const labels = ["file,class,site"];
  const predictions = [`file,${CLASSES.map((name) => `"p_${name}"`).join(",")}`];
  for (let i = 0; i < 90; i++) {
    const truth = Math.floor(drawn(i, 1) * 3);
    const answer = drawn(i, 2) < 0.65 ? truth : Math.floor(drawn(i, 3) * 3);
    const top = 0.4 + 0.55 * drawn(i, 4);
    const scores = CLASSES.map((_, k) => (k === answer ? top : (1 - top) / 2));
    labels.push(`${i}.png,"${CLASSES[truth]}",site ${i % 3}`);
    predictions.push(`${i}.png,${scores.join(",")}`);
  }
  return { "labels.csv": labels.join("\n"), "p.csv": predictions.join("\n") };
}

function multilabel(): Record<string, string> {
  const labels = ["file,label"];
  const predictions = ["file,p_deer,p_fox,p_owl"];
  for (let i = 0; i < 50; i++) {
    const names = ["deer", "fox", "owl"].filter((_, k) => drawn(i, k) < 0.4);
    labels.push(`${i}.png,${names.length === 0 ? "deer" : names.join("|")}`);
    predictions.push(`${i}.png,${[7, 8, 9].map((k) => drawn(i, k)).join(",")}`);
  }
  return { "labels.csv": labels.join("\n"), "p.csv": predictions.join("\n") };
}

/** 24 images with two or three boxes; detections beside them, some far off, some doubled. */
function detection(): Record<string, string> {
  const images: object[] = [];
  const annotations: object[] = [];
  const results: object[] = [];
  for (let i = 1; i <= 24; i++) {
    images.push({ id: i, file_name: `${i}.png`, width: 200, height: 200 });
    for (let k = 0; k < 2 + (i % 2); k++) {
      const category_id = 1 + Math.floor(drawn(i, k) * 2);
      const bbox = [10 + 60 * k, 10 + 100 * drawn(i, k + 4), 30, 40];
      const [x = 0, y = 0, width = 0, height = 0] = bbox;
      annotations.push({
        id: annotations.length + 1,
        image_id: i,
        category_id,
        bbox,
        area: width * height,
        iscrowd: 0,
      });
      const moved = [x + 30 * (drawn(i, k + 8) - 0.5), y, width, height];
      const found = drawn(i, k + 12) < 0.8;
      if (found) results.push({ image_id: i, category_id, bbox: moved, score: drawn(i, k + 16) });
      if (drawn(i, k + 20) < 0.2) {
        results.push({ image_id: i, category_id: 1, bbox: [150, 150, 20, 20], score: 0.6 });
      }
    }
  }
  const categories = [
    { id: 1, name: "deer" },
    { id: 2, name: "fox" },
  ];
  return {
    "labels.json": JSON.stringify({ images, annotations, categories }),
    "p.json": JSON.stringify(results),
  };
}

interface Written {
  readonly result: EvaluationResult;
  readonly file: (name: string) => Promise<string>;
  readonly log: string;
  readonly out: string;
}

async function run(
  name: string,
  files: Record<string, string>,
  args: readonly string[],
  clock = SILENT_IO.clock,
): Promise<Written> {
  const at = join(folder, name);
  await rm(at, { recursive: true, force: true });
  await mkdir(at);
  for (const [file, text] of Object.entries(files)) await writeFile(join(at, file), text);
  const [labels = "", predictions = ""] = Object.keys(files);
  const out = join(at, "out");
  const ran = await runHere(
    [
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(at, labels),
      "--predictions",
      join(at, predictions),
      "--out",
      out,
      ...args,
    ],
    { clock },
  );
  if (ran.status !== 0) throw new Error(ran.err);
  const file = (path: string) => readFile(join(out, path), "utf8");
  return { result: JSON.parse(await file("result.json")), file, log: ran.out, out };
}

/** The answer on a terminal, for a run whose files are there already. */
async function onTerminal(written: Written, args: readonly string[]): Promise<string> {
  const at = join(written.out, "..");
  const inputs = (await readdir(at)).filter((name) => name !== "out");
  const labels = inputs.find((name) => name.startsWith("labels")) ?? "";
  const predictions = inputs.find((name) => name.startsWith("p.")) ?? "";
  const ran = await runHere(
    [
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(at, labels),
      "--predictions",
      join(at, predictions),
      "--out",
      join(at, "again"),
      ...args,
    ],
    {
      terminal: { ...SILENT_IO.terminal, interactive: true, unicode: true },
    },
  );
  return ran.out;
}

const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true });
const cellOf = (value: number | null): string => (value === null ? "" : String(value));
const wholeOf = ({ estimates }: EvaluationResult): readonly ResultEstimate[] =>
  estimates.filter(({ slice }) => slice === null);

/** Cells of the Markdown row whose cell `at` is `text`, escapes taken out. */
function markdownRow(markdown: string, at: number, text: string): string[] {
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("| ")) continue;
    const cells = line
      .slice(2, -2)
      .split(/(?<!\\) \| /)
      .map((cell) => cell.replace(/\\(.)/g, "$1"));
    if (cells[at] === text) return cells;
  }
  return [];
}

/** Cells of the LaTeX row that starts with `text`, as they are read. */
function latexRow(latex: string, text: string): string[] {
  const line = latex.split("\n").find((one) => one.startsWith(`${latexText(text)} & `)) ?? "";
  return line
    .replace(/ \\\\$/, "")
    .split(" & ")
    .map((cell) =>
      cell
        .replaceAll("$-$", "−")
        .replaceAll("{[}", "[")
        .replaceAll("{]}", "]")
        .replace(/\\([%&#$_{}])/g, "$1"),
    );
}

function expectFigure(cells: readonly string[], at: number, estimate: ResultEstimate): void {
  const { value, low, high, metric } = estimate;
  const [figure = "", interval = ""] = cells.slice(at, at + 2);
  if (value === null) expect(figure, metric).toBe("none");
  else expect(isPrinted(value, figure), `${metric}: ${value} as ${figure}`).toBe(true);
  const limits = printedLimits(interval);
  if (low === null || high === null) {
    expect(limits, metric).toBeNull();
    return;
  }
  expect(limits, `${metric}: ${interval}`).not.toBeNull();
  expect(isPrinted(low, limits?.[0] ?? ""), `${metric}: ${low} in ${interval}`).toBe(true);
  expect(isPrinted(high, limits?.[1] ?? ""), `${metric}: ${high} in ${interval}`).toBe(true);
}

/** What holds of every task. */
async function expectOneTruth({ result, file, log }: Written, terminal: string): Promise<void> {
  const html = await file("report.html");
  const data = [...html.matchAll(/<data value="([^"]+)"[^>]*>([^<]*)<\/data>/g)];
  expect(data.length).toBeGreaterThan(20);
  for (const [, value = "", text = ""] of data) {
    expect(isPrinted(Number(value), text), `${value} as ${text}`).toBe(true);
  }
  const onPage = new Set(data.map(([, value]) => Number(value)));
  const markdown = await file("report.md");
  const latex = await file("report.tex");
  const tables = await file("tables/estimates.csv");
  const rows = rowsOf(tables);
  expect(rows).toHaveLength(result.estimates.length);
  for (const [i, one] of result.estimates.entries()) {
    const row = rows[i] ?? {};
    const numbers = ["value", "low", "high", "level", "n"].map((name) => row[name]);
    expect(numbers).toEqual([one.value, one.low, one.high, one.level, one.n].map(cellOf));
    expect([row["metric"], row["role"], row["method"]]).toEqual([one.metric, one.role, one.method]);
  }
  const shownHere = wholeOf(result).slice(0, 25);
  let inLatex = 0;
  for (const one of shownHere) {
    for (const number of [one.value, one.low, one.high]) {
      if (number !== null) expect(onPage.has(number), `${one.metric} ${number}`).toBe(true);
    }
    expectFigure(markdownRow(markdown, 1, one.metric), 2, one);
    const { label } = metricWords(one.metric);
    const same = shownHere.filter(({ metric }) => metricWords(metric).label === label);
    if (same.length > 1) continue;
    inLatex++;
    expectFigure(latexRow(latex.split("{Every")[1] ?? "", label), 1, one);
  }
  expect(inLatex).toBeGreaterThan(1);
  for (const [i, verdict] of result.verdicts.entries()) {
    const row = rowsOf(await file("tables/verdicts.csv"))[i] ?? {};
    const { difference, low, high, claim } = verdict;
    expect([row["verdict"], row["difference"], row["low"], row["high"], row["claimed"]]).toEqual([
      verdict.verdict,
      ...[difference, low, high, claim.value].map(cellOf),
    ]);
    if (difference === null) continue;
    expect(onPage.has(difference)).toBe(true);
    const cells = markdownRow(markdown, 4, signedText(verdict.metric, difference));
    expect(cells, "row of the verdict").toHaveLength(7);
    expect(isPrinted(claim.value, cells[1] ?? "")).toBe(true);
    const limits = printedLimits(cells[5] ?? "");
    if (low !== null) expect(isPrinted(low, limits?.[0] ?? "")).toBe(true);
    if (high !== null) expect(isPrinted(high, limits?.[1] ?? "")).toBe(true);
    expect(latex).toContain(latexText(cells[5] ?? ""));
  }
  expectPrinted(result, log, terminal);
}

function signedText(metric: string, difference: number): string {
  const { scale } = metricWords(metric);
  const isPercent = scale === "percent" || scale === "points";
  const text = Math.abs(difference * (isPercent ? 100 : 1)).toFixed(isPercent ? 1 : 2);
  return Number(text) === 0 ? text : `${difference < 0 ? "−" : "+"}${text}`;
}

/** Log and terminal: every figure that they print is the result's. */
function expectPrinted(result: EvaluationResult, log: string, terminal: string): void {
  const byName = new Map(
    wholeOf(result).map((one) => [one.metric.replace(/\{average=(\w+)\}/, "($1)"), one]),
  );
  let logged = 0;
  for (const line of log.split("\n")) {
    const [name = "", value = "", ...rest] = line.split(" ");
    const one = byName.get(name);
    if (one === undefined || one.value === null || value === "none") continue;
    logged++;
    expect(isPrinted(one.value, value), line).toBe(true);
    expect(line).toContain(` n=${one.n}`);
    const limits = printedLimits(rest.join(" "));
    expect(limits === null, line).toBe(one.low === null);
    if (limits !== null && one.low !== null) expect(isPrinted(one.low, limits[0]), line).toBe(true);
  }
  expect(logged).toBeGreaterThan(0);
  let drawnFigures = 0;
  for (const one of wholeOf(result)) {
    const { label } = metricWords(one.metric);
    const line = terminal.split("\n").find((text) => text.startsWith(`  ${label.padEnd(20)} `));
    if (line === undefined || one.value === null || (one.role === "detail" && drawnFigures > 0)) {
      continue;
    }
    drawnFigures++;
    expect(isPrinted(one.value, line.slice(23, 30)), line).toBe(true);
    const limits = printedLimits(line);
    if (one.low !== null && one.high !== null) {
      expect(limits !== null && isPrinted(one.low, limits[0]), line).toBe(true);
      expect(limits !== null && isPrinted(one.high, limits[1]), line).toBe(true);
    }
  }
  expect(drawnFigures).toBeGreaterThan(0);
  for (const line of terminal.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
}

async function outcomesOf({ out }: Written): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(join(out, "outcomes.parquet"));
  const file = new ArrayBuffer(bytes.length);
  new Uint8Array(file).set(bytes);
  return parquetReadObjects({ file });
}

const figure = (result: EvaluationResult, metric: string): number | null | undefined =>
  wholeOf(result).find((one) => one.metric === metric)?.value;

const CLAIM = ["--claim", "accuracy=0.9@90/100", "--slice", "site"];

describe("everything that a run writes says the same", () => {
  it("of classes with a claim and slices", async () => {
    const written = await run("classes", classification(), CLAIM);
    await expectOneTruth(written, await onTerminal(written, CLAIM));
    const { result, file } = written;
    const confusion: string[][] = parse(await file("tables/confusion.csv"));
    expect(confusion.slice(1).map(([, ...cells]) => cells.map(Number))).toEqual(
      result.confusion?.counts,
    );
    const slices = rowsOf(await file("tables/slices.csv"));
    const sliced = result.estimates.filter(({ slice }) => slice !== null);
    expect(slices.map((row) => [row["slice"], row["value"], row["differenceLow"]])).toEqual(
      sliced.map(({ slice, value }) => [
        slice?.value,
        cellOf(value),
        cellOf(slice?.differenceLow ?? null),
      ]),
    );
    const units = await outcomesOf(written);
    expect(units).toHaveLength(result.inputs.scored);
    const right = units.filter((unit) => unit["right"] === true).length;
    expect(right / units.length).toBe(figure(result, "accuracy"));
    const labels = result.confusion?.labels ?? [];
    const counts = labels.map((truth) =>
      labels.map(
        (predicted) =>
          units.filter((unit) => unit["truth"] === truth && unit["predicted"] === predicted).length,
      ),
    );
    expect(counts).toEqual(result.confusion?.counts);
    expect(units.map((unit) => unit["attribute_site"])).toEqual(
      units.map((unit) => `site ${Number.parseInt(String(unit["file"]), 10) % 3}`),
    );
    expect(result.files.outcomes).toBe(join(written.out, "outcomes.parquet"));
  });

  it("of several labels an image", async () => {
    const args = ["--task", "multilabel", "--threshold", "0.5"];
    const written = await run("labels", multilabel(), args);
    await expectOneTruth(written, await onTerminal(written, args));
    const { result } = written;
    let hits = 0;
    let named = 0;
    for (const { truth, predicted, right } of await outcomesOf(written)) {
      const [there, said] = [truth as string[], predicted as string[]];
      hits += said.filter((label) => there.includes(label)).length;
      named += there.length + said.length;
      expect(right).toBe([...there].sort().join() === [...said].sort().join());
    }
    expect((2 * hits) / named).toBeCloseTo(figure(result, "f1{average=micro}") ?? Number.NaN, 12);
  });

  it("of boxes, with a claim and a threshold", async () => {
    const args = ["--task", "detection", "--threshold", "0.3", "--claim", "map-50=0.7"];
    const written = await run("boxes", detection(), args);
    await expectOneTruth(written, await onTerminal(written, args));
    const { result, file } = written;
    const rows = await outcomesOf(written);
    const count = (status: string) => rows.filter((row) => row["status"] === status).length;
    const [found, wrong, missed] = [count("found"), count("false-alarm"), count("missed")];
    expect(missed).toBeGreaterThan(0);
    expect(wrong).toBeGreaterThan(0);
    const f1 = (2 * found) / (2 * found + wrong + missed);
    expect(f1).toBeCloseTo(figure(result, "f1{average=micro}") ?? Number.NaN, 12);
    for (const row of rows) {
      const isMatch = row["status"] === "found";
      if (isMatch) expect(row["iou"]).toBeGreaterThanOrEqual(0.5);
      expect(row["score"] === null).toBe(row["status"] === "missed");
    }
    const [all] = rowsOf(await file("tables/errors.csv"));
    expect([all?.["found"], all?.["objects"], all?.["detections"]].map(Number)).toEqual([
      found,
      found + missed,
      found + wrong,
    ]);
  });
});

describe("the same run again", () => {
  const filesOf = async (out: string): Promise<Map<string, string>> => {
    const names = (await readdir(out, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    const texts = new Map<string, string>();
    for (const name of names) texts.set(name, await readFile(name, "latin1"));
    return texts;
  };

  it.each([
    ["classes", classification(), CLAIM],
    ["boxes", detection(), ["--task", "detection", "--threshold", "0.3"]],
  ] as const)("gives the same bytes but for the time: %s", async (name, files, args) => {
    const first = await filesOf((await run(name, files, args)).out);
    expect([...first.keys()].map((path) => path.slice(path.indexOf("out/")))).toEqual(
      expect.arrayContaining(["out/outcomes.parquet", "out/report.md", "out/tables/listed.csv"]),
    );
    expect(await filesOf((await run(name, files, args)).out)).toEqual(first);
    const nextDay = () => new Date("2027-01-06T09:05:59Z");
    const later = await filesOf((await run(name, files, args, nextDay)).out);
    const differing = [...first.keys()].filter((path) => first.get(path) !== later.get(path));
    expect(differing.map((path) => path.slice(path.lastIndexOf("out/") + 4)).sort()).toEqual([
      "report.html",
      "report.md",
      "report.tex",
      "tables/run.tex",
    ]);
    for (const path of differing) {
      const timeless = (text: string | undefined): string | undefined =>
        text
          ?.replaceAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
          .replaceAll(/25 November 2026|6 January 2027/g, "DAY");
      expect(timeless(later.get(path))).toBe(timeless(first.get(path)));
    }
  });

  it("leaves no table of an earlier run behind", async () => {
    const { out } = await run("classes", classification(), CLAIM);
    const at = join(out, "..");
    await runHere([
      "evaluate",
      join(folder, "photos"),
      "--labels",
      join(at, "labels.csv"),
      "--predictions",
      join(at, "p.csv"),
      "--out",
      out,
      "--where",
      "site=site 1",
    ]);
    const names = await readdir(join(out, "tables"));
    expect(names).toContain("estimates.csv");
    expect(names.filter((name) => /verdicts|slices/.test(name))).toEqual([]);
  });
});
