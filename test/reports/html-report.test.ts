import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { renderReport } from "../../src/node/reports/html-report.js";
import { plainSummary, terminalSummary } from "../../src/reports/terminal.js";
import type { ReportInput } from "../../src/results/report-input.js";
import type { ResultListed } from "../../src/results/result.js";
import { EXTRAS, estimate, HOSTILE, hostileInput, INPUT, RESULT, thumbnail } from "./fixtures.js";

const MOST_BYTES = 2_000_000;
const WIDE = { colour: false, unicode: true, width: 80 } as const;

/** The page as data made it: without the script, which is the same in every report. */
function withoutScript(html: string): string {
  const without = html.replace(/<script>[\s\S]*?<\/script>/, "");
  expect(without).not.toBe(html);
  return without;
}

/** Value, as data and as text, and interval of the figure `metric`, from the page. */
function figureIn(html: string, metric: string): { data: number; text: string; interval: string } {
  const [, data = "", text = "", interval = ""] =
    new RegExp(
      `<data value="([^"]*)" data-metric="${metric.replace(/[{}]/g, "\\$&")}">([^<]*)</data>\\s*<small>([^<]*)</small>`,
    ).exec(html) ?? [];
  return { data: Number(data), text, interval };
}

function numbersIn(text: string): number[] {
  return (text.replaceAll("−", "-").match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

describe("renderReport", () => {
  it("is a whole page without address, handler or style attribute", () => {
    const whole = renderReport(INPUT);
    expect(whole).toMatch(/^<!doctype html>\n<html lang="en">/);
    const html = withoutScript(whole);
    expect(html).not.toMatch(/<script|<link|<iframe|<object|<form|javascript:| style=| on\w+=/i);
    expect(html).not.toMatch(/https?:|url\(|@import/);
    expect(html.match(/src="(?!data:image\/png;base64,)/g)).toBeNull();
    expect(html.match(/href="(?!#)/g)).toBeNull();
    expect(html).not.toContain("<!--");
  });

  it("allows its own script and style sheet by their hashes, and nothing else", () => {
    const html = renderReport(INPUT);
    const hashIn = (part: RegExp): string => {
      const [, text = ""] = part.exec(html) ?? [];
      expect(text.length).toBeGreaterThan(1000);
      return createHash("sha256").update(text, "utf8").digest("base64");
    };
    const script = hashIn(/<script>([\s\S]*?)<\/script>/);
    const style = hashIn(/<style>([\s\S]*?)<\/style>/);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain(
      `content="default-src 'none'; script-src 'sha256-${script}'; style-src 'sha256-${style}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
  });

  it("gives the same bytes for the same input, and others for another", () => {
    expect(renderReport(INPUT)).toBe(renderReport(structuredCopy(INPUT)));
    const other = { ...INPUT, result: { ...RESULT, seed: 1 } };
    expect(renderReport(other)).not.toBe(renderReport(INPUT));
  });

  it("shows the verdict first, as the heading of the page", () => {
    const html = renderReport(INPUT);
    const [, heading = ""] = /<h1>([^<]*)<\/h1>/.exec(html) ?? [];
    expect(heading).toBe(
      "The published 94.4% accuracy does not hold on your images. Here it is about 30%.",
    );
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.indexOf("<h1")).toBeLessThan(html.indexOf("<h2"));
  });

  it("leads to every part that it links to, each with an id of its own", () => {
    const html = renderReport(INPUT);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets).toEqual(expect.arrayContaining(["verdict", "questions"]));
    for (const id of targets) expect(html).toContain(`id="${id}"`);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says above the figures that the card seems wrong, whatever else there is to say", () => {
    const what = (n: number) => ({
      file: "",
      code: "model/preprocess-suspect",
      what: `The model's answers look as if <colours> were swapped (${n})`,
    });
    const notes = [...RESULT.inputs.notes, what(1), what(2)];
    const result = { ...RESULT, inputs: { ...RESULT.inputs, notes } };
    const html = renderReport({ result, extras: EXTRAS });
    const at = html.indexOf("Pictures may be prepared wrongly");
    expect(at).toBeGreaterThan(html.indexOf("<h1"));
    expect(at).toBeLessThan(html.indexOf('id="figures"'));
    const text = "look as if &lt;colours> were swapped (1). The model's answers";
    expect(html.slice(at).replaceAll("&#39;", "'")).toContain(text);
    const report = evaluationReport({ result, extras: EXTRAS });
    expect(report.notes.map(({ code }) => code)).toEqual(["model/preprocess-suspect", "one-site"]);
    const files = { report: "r.html", result: "r.json" };
    expect(plainSummary(report, files)).toMatch(
      /\nwarning model\/preprocess-suspect: the model's answers look as if .*\nwarning one-site/,
    );
    expect(renderReport(INPUT)).not.toContain("Pictures may be prepared wrongly");
  });

  it("leaves out what is not known instead of guessing it", () => {
    const html = renderReport({ result: RESULT, extras: {} });
    for (const part of ["Run it again", "Worst mistakes", "Can its confidence", "Limit fixed"]) {
      expect(html).not.toContain(part);
      expect(renderReport(INPUT)).toContain(part);
    }
  });
});

describe("the same numbers everywhere", () => {
  const report = evaluationReport(INPUT);
  const html = renderReport(INPUT);
  const terminal = terminalSummary(report, WIDE);
  const plain = plainSummary(report, { report: null, result: null });

  it.each([
    ["accuracy", "Accuracy", "accuracy"],
    ["balanced-accuracy", "Balanced accuracy", "balanced-accuracy"],
    ["f1{average=macro}", "Macro F1", "f1(macro)"],
  ])("prints %s as the result has it", (metric, label, plainName) => {
    const given = RESULT.estimates.find((one) => one.metric === metric);
    const rounded = [given?.value, given?.low, given?.high].map((x) =>
      Number(((x ?? Number.NaN) * 100).toFixed(1)),
    );
    const figure = figureIn(html, metric);
    expect(figure.data).toBe(given?.value);
    expect([...numbersIn(figure.text), ...numbersIn(figure.interval)]).toEqual(rounded);
    const line = terminal.split("\n").find((one) => one.trim().startsWith(label)) ?? "";
    // What is judged is said in the answer, and not once more.
    if (metric === "accuracy") expect(line).toBe("");
    else expect(numbersIn(line.replace(label, "")).slice(0, 3)).toEqual(rounded);
    const logged = plain.split("\n").find((one) => one.startsWith(`${plainName} `)) ?? "";
    expect(numbersIn(logged.replace(plainName, ""))).toEqual([...rounded, given?.n]);
  });

  it("prints the counts of classes and of the confusion table", () => {
    const cells = [...html.matchAll(/<td class="q\d[^>]*>\s*([\d,]+)/g)].map(([, n]) => Number(n));
    expect(cells).toEqual(RESULT.confusion?.counts.flat());
    for (const one of RESULT.estimates.filter(({ metric }) => metric.includes("{class="))) {
      const k = Math.round((one.value ?? 0) * one.n);
      expect(html).toContain(`<data value="${one.value}">${k} of ${one.n}</data>`);
    }
  });

  it("prints the difference and the sum of images", () => {
    const [verdict] = RESULT.verdicts;
    expect(html).toContain(`<data value="${verdict?.difference}">−64.2</data>`);
    expect(html).toContain("[−74.1, −51.0]");
    expect(terminal).toContain("64.2 points lower [51.0, 74.1]; you allowed 5.");
    expect(html).toContain("77 = 73 scored + 4 left out, each named with its reason");
  });

  it("does so for any share of any number of images", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const given = fc.tuple(fc.integer({ min: 1, max: 1e6 }), share, share, share);
    fc.assert(
      fc.property(given, ([n, ...shares]) => {
        const [low = 0, value = 0, high = 1] = shares.sort((a, b) => a - b);
        const estimates = [estimate("balanced-accuracy", value, [low, high], { n })];
        const view = evaluationReport({
          result: { ...RESULT, estimates, verdicts: [], gap: null },
          extras: {},
        });
        const decimals = n < 20 ? 0 : 1;
        const rounded = [value, low, high].map((x) => Number((x * 100).toFixed(decimals)));
        const [figure] = view.figures;
        expect(numbersIn(`${figure?.valueText} ${figure?.intervalText}`)).toEqual(rounded);
        const logged = plainSummary(view, { report: null, result: null }).split("\n");
        const line = logged.find((one) => one.startsWith("balanced-accuracy ")) ?? "";
        expect(numbersIn(line.slice("balanced-accuracy".length))).toEqual([...rounded, n]);
      }),
    );
  });
});

describe("text from data", () => {
  it.each(HOSTILE)("shows %j as text wherever it comes from", (text) => {
    const html = renderReport(hostileInput(text));
    const plain = renderReport(hostileInput("harmless"));
    expect(tagsOf(html)).toEqual(tagsOf(plain));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(html).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/);
  });

  it("keeps control characters and escape codes out of the terminal", () => {
    for (const text of HOSTILE) {
      const report = evaluationReport(hostileInput(text));
      const printed = [
        terminalSummary(report, WIDE),
        plainSummary(report, { report: null, result: null }),
      ];
      for (const one of printed) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(one.replaceAll("\n", "")).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
      }
    }
  });

  it("refuses a picture that does not say that it is one", () => {
    const picture = { ...thumbnail(), mime: "image/svg+xml" as "image/png" };
    const worst = [{ file: "a", truth: "b", predicted: "c", confidence: 1, thumbnail: picture }];
    const html = withoutScript(
      renderReport({
        result: RESULT,
        extras: { ...EXTRAS, mistakes: { worst, total: 1, picturesWithheld: null } },
      }),
    );
    expect(html).not.toContain("svg+xml");
    expect(html).not.toContain("<img");
  });
});

describe("size", () => {
  it("stays below 2 MB with 2,000 classes, 10,000 files left out and large pictures", () => {
    const html = renderReport(hugeInput());
    expect(Buffer.byteLength(html)).toBeLessThan(MOST_BYTES);
    expect(html).toContain("and 9,995 more in result.json");
    expect(html).toContain("the other 1,988");
    const pictures = [...html.matchAll(/src="data:[^"]*base64,([^"]*)"/g)];
    const bytes = pictures.reduce((sum, [, text = ""]) => sum + (text.length * 3) / 4, 0);
    expect(pictures.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(601_000);
  });
});

function hugeInput(): ReportInput {
  const labels = Array.from({ length: 2000 }, (_, i) => `species number ${i} ${"x".repeat(80)}`);
  const counts = labels.map((_, i) => {
    const row = new Array<number>(labels.length).fill(0);
    row[i] = 40;
    row[(i * 7 + 1) % labels.length] = i % 11;
    return row;
  });
  const listed = Array.from(
    { length: 10_000 },
    (_, i): ResultListed => ({
      file: `${"folder/".repeat(100)}${i}.jpg`,
      code: "unreadable",
      what: "y".repeat(1000),
    }),
  );
  const worst = Array.from({ length: 500 }, (_, i) => ({
    file: `${i}.jpg`,
    truth: labels[i] ?? "",
    predicted: labels[i + 1] ?? "",
    confidence: 0.9,
    thumbnail: thumbnail(new Uint8Array(45_000)),
  }));
  return {
    result: {
      ...RESULT,
      inputs: { ...RESULT.inputs, images: 110_000, scored: 100_000, listed, notes: listed },
      estimates: [
        ...RESULT.estimates.slice(0, 5),
        ...labels.flatMap((name, i) =>
          ["recall", "precision"].map((id) =>
            estimate(`${id}{class=${name}}`, 0.5 + (i % 40) / 80, [0.4, 1], {
              role: "detail",
              n: 40,
              warnings: ["interval/few-outcomes"],
            }),
          ),
        ),
      ],
      confusion: { labels, counts },
    },
    extras: { ...EXTRAS, mistakes: { worst, total: 60_000, picturesWithheld: null } },
  };
}

/** Names of the tags in order, without attributes and texts: what a page is made of. */
function tagsOf(html: string): string[] {
  return html.match(/<\/?[a-z][\w-]*/g) ?? [];
}

/** The same values in other objects; Maps and typed arrays included. */
function structuredCopy(input: ReportInput): ReportInput {
  return structuredClone(input);
}
