import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { render } from "svelte/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Analysis } from "../../../src/analyses/analysis.js";
import ReportBody from "../../../src/analyses/ReportBody.svelte";
import { ANALYSES } from "../../../src/analyses/registry.js";
import { evaluationReport } from "../../../src/analyses/report.js";
import type { EvaluationResult } from "../../../src/results/result.js";
import { EXTRAS, RESULT } from "../../reports/fixtures.js";
import { plainPng } from "../../support/png-writer.js";
import { runHere } from "../../support/run-here.js";
import { registered } from "../registered.js";
import { nameLengths } from "./name-lengths.js";

/** The one line that adds it. */
const withLengths = <T>(during: () => Promise<T>) =>
  registered(ANALYSES as Analysis[], nameLengths, during);

let folder: string;
let ran: Awaited<ReturnType<typeof runHere>>;
const read = (name: string) => readFile(join(folder, "out", name), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  const photos = join(folder, "photos");
  await mkdir(photos);
  const labels: string[] = [];
  const predictions: string[] = [];
  for (let i = 0; i < 40; i++) {
    await writeFile(join(photos, `${i}.png`), await plainPng(4, 4, [i, 255 - i, 3 * i]));
    labels.push(`${i}.png,${i % 2 === 0 ? "fox" : "badger"}`);
    predictions.push(`${i}.png,${i % 8 === 0 || i % 2 === 1 ? "badger" : "fox"}`);
  }
  await writeFile(join(folder, "labels.csv"), `file,label\n${labels.join("\n")}\n`);
  await writeFile(join(folder, "p.csv"), `file,predicted\n${predictions.join("\n")}\n`);
  ran = await withLengths(() =>
    runHere(
      [
        "evaluate",
        photos,
        "--labels",
        join(folder, "labels.csv"),
        "--predictions",
        join(folder, "p.csv"),
        "--out",
        join(folder, "out"),
      ],
      { terminal: { live: true, interactive: true, colour: false, unicode: true, columns: 100 } },
    ),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe("an analysis that is one folder and one line", () => {
  it("has its part in result.json, with its note", async () => {
    expect(ran.status, ran.err).toBe(0);
    const result = JSON.parse(await read("result.json")) as EvaluationResult;
    expect(result.nameLengths).toEqual({ longest: 6 });
    expect(result.inputs.notes).toContainEqual({
      file: "",
      code: "name-lengths/measured",
      what: "2 names measured",
    });
  });

  it("has a section in the page, drawn from its blocks, under its question", async () => {
    const page = await read("report.html");
    const [, section = ""] = page.split('<section class="blk" id="name-lengths-section">');
    const own = section.slice(0, section.indexOf("</section>"));
    for (const text of [
      "<h2>Lengths of names</h2>",
      "<b>Seen:</b> The longest name of a class has 6 letters.",
      "<li>a name is a name</li>",
      "<caption>Right answers by length</caption>",
      '<td class="r">20/20</td>',
      'data-plot="Right by length of name"',
      '<rect class="bpb" width="75%"',
      "where the name stands",
      '<rect class="bx found" x="0" y="0" width="1" height="1"',
      'alt="0.png: badger, called fox"',
      "<code>echo rose | wc -c</code>",
    ]) {
      expect(own).toContain(text);
    }
    const fold = page.indexOf('<details class="q" id="ask-computed"');
    expect(fold).toBeGreaterThan(0);
    expect(page.indexOf(own)).toBeGreaterThan(fold);
    expect(page.slice(fold)).toMatch(
      /^.*?<span class="qa">The longest name of a class has 6 letters\./s,
    );
    expect(page).toContain("The length of a name explains nothing.");
  });

  it("says what the report cannot tell, and what to do", async () => {
    const markdown = await read("report.md");
    const run = markdown.indexOf("How names of other lengths do.");
    const every = markdown.indexOf("Whether a name is the right one.");
    expect(run).toBeGreaterThan(0);
    expect(every).toBeGreaterThan(markdown.indexOf("Whether your labels are right."));
    expect(markdown.indexOf("Whether your labels are right.")).toBeGreaterThan(run);
    expect(markdown).toContain("**Find shorter names.** Nobody reads the long ones.");
    const page = await read("report.html");
    expect(page).toContain("How names of other lengths do.");
    expect(page).toContain("Nobody reads the long ones.");
  });

  it("is in Markdown, LaTeX and the tables", async () => {
    const markdown = await read("report.md");
    expect(markdown).toContain("## Lengths of names\n\n**Seen:** The longest name");
    expect(markdown).toContain("| 3 | 15/20 |\n| 6 | 20/20 |");
    expect(markdown).toContain("| 0.png | badger | called fox | six letters |");
    expect(markdown).toContain("### Right by length of name\n\nNames of 2 lengths were answered.");
    const latex = await read("report.tex");
    expect(latex).toContain("\\section*{Lengths of names}");
    expect(latex).toContain("\\label{tab:name-lengths}");
    expect(await read("tables/name-lengths.csv")).toBe("letters,right,n\n3,15,20\n6,20,20\n");
    expect(await read("tables/name-lengths.tex")).toContain("15/20");
  });

  it("is said in the terminal", () => {
    expect(ran.out).toContain("The longest name of a class has 6 letters.");
    expect(ran.out).toContain("Names were measured.");
  });

  it("is on the page of results in the app, which draws the same body", async () => {
    await withLengths(async () => {
      const nameLengths = [{ letters: 3, right: 2, n: 4 }];
      const extras = { ...EXTRAS, surface: "app", nameLengths } as const;
      // As the worker sends it.
      const report = structuredClone(evaluationReport({ result: RESULT, extras }));
      const { body } = render(ReportBody, { props: { report } });
      expect(body).toContain("Lengths of names");
      expect(body).toContain("2/4");
    });
  });

  it("is gone without the line", () => {
    const extras = { ...EXTRAS, nameLengths: [{ letters: 3, right: 2, n: 4 }] };
    const report = evaluationReport({ result: RESULT, extras });
    expect(report.sections.map(({ analysis }) => analysis)).not.toContain("name-lengths");
  });
});
