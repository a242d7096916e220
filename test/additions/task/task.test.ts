import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTasks } from "../../../scripts/schemas/with-tasks.js";
import { MISTAKES } from "../../../src/analyses/mistakes/mistakes-of.js";
import { METRICS } from "../../../src/metrics/registry.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { TASKS } from "../../../src/tasks/registry.js";
import { createSession } from "../../../src/web/session/session.js";
import type { SessionHost } from "../../../src/web/session/session-host.js";
import { schemaViolations } from "../../support/json-schema.js";
import { createWords, type RecordCase, writeRecordCase } from "../../support/record-case.js";
import { runHere } from "../../support/run-here.js";
import { schemaOf } from "../../support/schema-of.js";
import { registered, registeredById } from "../registered.js";
import { count } from "./count.js";
import { farthestCounts } from "./farthest-counts.js";
import { meanMiss } from "./mean-miss.js";

/** The three lines that add it: a task, the metric that it brings, and what is costly in it. */
const withCount = <T>(during: () => Promise<T>) =>
  registered(TASKS, count, () =>
    registeredById(METRICS, meanMiss, () => registered(MISTAKES, farthestCounts, during)),
  );

const IMAGES = Array.from({ length: 48 }, (_, i) => ({
  truth: i % 5,
  predicted: (i % 5) + (i % 3) / 2,
  site: `s${i % 3}`,
}));
const ERROR = 0.5;

let folder: string;
let files: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  files = await writeRecordCase(folder, IMAGES.length);
  const row = (i: number, ...cells: readonly (string | number)[]) =>
    `${files.names[i]},${cells.join(",")}\n`;
  const labels = IMAGES.map(({ truth, site }, i) => row(i, truth, site)).join("");
  const predictions = IMAGES.map(({ predicted }, i) => row(i, predicted)).join("");
  await writeFile(files.labels, `file,label,site\n${labels}`);
  await writeFile(files.predictions, `file,score\n${predictions}`);
});
afterAll(() => rm(folder, { recursive: true }));

const COUNTING = ["--task", "count", "--cluster", "none"];

async function evaluate(name: string, ...more: readonly string[]) {
  const out = join(folder, name);
  const ran = await runHere([
    "evaluate",
    files.images,
    "--labels",
    files.labels,
    ...COUNTING,
    "--predictions",
    files.predictions,
    "--out",
    out,
    ...more,
  ]);
  const read = (path: string) => readFile(join(out, path), "utf8");
  return { ...ran, read };
}

describe("a task that is one folder and one line", () => {
  it("is unknown without the line, and one of the help's with it", async () => {
    const { status, err } = await evaluate("none");
    expect(status).toBe(2);
    expect(err).toContain("'count' is invalid");
    await withCount(async () => {
      expect((await runHere(["evaluate", "--help"])).out).toContain("counting-things");
    });
  });

  it("has its figure in the result, with claim, slice and bootstrap", async () => {
    const more = ["--claim", "miss=2~0.5", "--slice", "site", "--interval", "bca"];
    const { status, out, err, read } = await withCount(() => evaluate("out", ...more));
    expect(status, err).toBe(0);
    expect(out).toMatch(/mean error of counts/i);

    const result: EvaluationResult = JSON.parse(await read("result.json"));
    expect(result).toMatchObject({ task: "count", confusion: null });
    const published = schemaOf("result");
    expect(schemaViolations(published, result).join()).toContain('"count" is none of');
    const schema = await withCount(async () => withTasks(published));
    expect(schemaViolations(schema, result)).toEqual([]);
    expect(result.inputs).toMatchObject({ images: 48, scored: 48 });
    const own = result.estimates.filter(({ metric }) => metric === "mean-miss");
    const [whole] = own;
    expect(whole).toMatchObject({ role: "headline", value: ERROR, method: "t", n: 48 });
    expect(whole!.low).toBeLessThan(ERROR);
    expect(whole!.high).toBeGreaterThan(ERROR);
    expect(own.find(({ method }) => method === "bca")!.value).toBe(ERROR);
    expect(own.find(({ slice }) => slice?.value === "s2")).toMatchObject({ value: 1, n: 16 });
    expect(result.verdicts[0]).toMatchObject({ metric: "mean-miss", verdict: "holds" });
  });

  it("is in every report and table", async () => {
    const { read } = await withCount(() => evaluate("reports", "--slice", "site"));
    const page = await read("report.html");
    expect(page).toContain("the mean absolute difference of the two counts over images");
    for (const report of ["report.html", "report.md", "report.tex"]) {
      expect(await read(report), report).toContain("ean error of counts");
    }
    // The third image is the first of those that are off by 1.
    expect(page).toContain("labelled 2, called 3");
    expect(await read("tables/estimates.csv")).toMatch(/^mean-miss,headline,,,0\.5,/m);
    expect(await read("tables/slices.csv")).toMatch(/,mean-miss,/);
    expect(await read("predictions.csv")).toContain("file,predicted,score\n");
  });

  it("is looked at by inspect as every set of labels is", async () => {
    await withCount(async () => {
      const args = ["inspect", files.images, "--labels", files.labels, "--json", "-"];
      const { labels } = JSON.parse((await runHere(args)).out);
      expect(labels).toMatchObject({ rows: 48, ready: 48 });
    });
  });

  it("is a record, which verifies", async () => {
    const out = join(folder, "record");
    await withCount(async () => {
      const made = await runHere(createWords(files, out, ...COUNTING));
      expect(made.status, made.err).toBe(0);
      const record: TransparencyRecord = JSON.parse(
        await readFile(join(out, "record.json"), "utf8"),
      );
      expect(record).toMatchObject({ task: "count", claims: [{ value: ERROR }] });
      const verified = await runHere(["record", "verify", out, "--images", files.images]);
      expect(verified.status, verified.out + verified.err).toBe(0);
    });
  });

  it("is evaluated by the app's session", async () => {
    await withCount(async () => {
      const signal = new AbortController().signal;
      const host = {
        signal,
        version: "0",
        now: () => 0,
        time: () => "2026-01-01T00:00:00Z",
        programs: { codecs: {} },
        loadReportFile: async () => () => "",
      };
      const session = createSession(host as unknown as SessionHost);
      const bytes = async (path: string) => new Blob([await readFile(path)]);
      await session.addFiles(
        new Map([
          ["labels.csv", await bytes(files.labels)],
          ["predictions.csv", await bytes(files.predictions)],
          ...(await Promise.all(
            files.names.map(async (name) => [name, await bytes(join(files.images, name))] as const),
          )),
        ]),
      );
      const told = await session.readLabels(
        { path: "labels.csv", task: "count" },
        "predictions.csv",
      );
      expect(told).toMatchObject({ rows: 48, task: { measures: ["mean-miss"] } });
      expect(told.tasks).toContainEqual({ id: "count", label: "a number an image" });
      await session.decide("auto");
      const asked = await session.ask({ requirements: ["miss<=2"], slices: ["site"] });
      expect(asked).toMatchObject({ images: 48, toScore: 48 });
      const { result, report } = await session.run({ signal });
      expect(result.estimates[0]).toMatchObject({ metric: "mean-miss", value: ERROR });
      expect(result.verdicts[0]).toMatchObject({ verdict: "holds" });
      expect(JSON.stringify(report)).toContain("ean error of counts");
      const [item] = await session.items(Int32Array.of(0));
      expect(item).toMatchObject({ file: files.names[0] });
    });
  });
});
