import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluationReport } from "../../src/analyses/report.js";
import { actionViews } from "../../src/reports/actions-view.js";
import { allInApp, inApp } from "../../src/reports/in-app.js";
import { INSTEAD } from "../../src/reports/words/app/instead.js";
import { clusterFacts } from "../../src/reports/words/cluster-facts.js";
import {
  LISTED_CODES,
  listedWords,
  NOTE_CODES,
  noteWords,
} from "../../src/reports/words/listed.js";
import { PROBLEM_WORD_CODES, problemWords } from "../../src/reports/words/problems.js";
import { WARNING_CODES, warningWords } from "../../src/reports/words/warnings.js";
import { EXTRAS, RESULT } from "./fixtures.js";

const SOURCE = join(import.meta.dirname, "../../src");

/** Words of a command line: an option, or a command by its name. */
const COMMAND = /(?:^|[\s(“"'])--[a-z]|VALUE@K\/N|\bhomeground (?:sample|inspect|record)\b/;

/**
 * What the app never shows: commands of their own, their texts and reports, and what the command line
 * alone can ask for.
 */
const NOT_OF_THE_APP = [
  /^node\//,
  /^records\/(?:archive|evidence|exports|kit|texts)\//,
  /^records\/words\/(?:kit|lint|record|record-page)\.ts$/,
  /^web\/record\//,
  /^reports\/words\/(?:model-card|page-check|document|methods-section)\.ts$/,
  /^reports\/words\/app\/instead\.ts$/,
  /^reports\/words\/metrics?.*\.ts$/,
  /^analyses\/inspect\/inspect-text\.ts$/,
  /^dataset\/(?:draw-sample|where)\.ts$/,
  /^dataset\/attributes\/where-attributes\.ts$/,
  /^scoring\/run-estimate\.ts$/,
  /^evaluation\/options\//,
  /^session\/same-command\.ts$/,
  /^formats\/objects\/prepare-set\.ts$/,
];

/** For a README in a saved file, for a terminal, of another program, of a style sheet, of a formula. */
const SAID_AS_IT_IS = [
  "homeground evaluate --label-map",
  "Next    --out DIR writes a page, with a letter to the authors",
  "More of it, before any label: homeground inspect IMAGES --record word --out DIR",
  "Convert it: python -m tf2onnx.convert --tflite model.tflite --output model.onnx",
  "--share",
  "Detections count when their score is at least the operating point's: the card's threshold or --threshold, never 0.5 unless one of them says so.",
];

function files(folder = SOURCE): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.(ts|svelte)$/.test(path) ? [path] : [];
  });
}

/** Texts of a file that name an option; what is put into them is a word. */
function texts(path: string): string[] {
  const lines = readFileSync(path, "utf8")
    .replace(/^<!--[\s\S]*?-->/, "")
    .split("\n")
    .filter((line) => !/^\s*(?:\*|\/\*|\/\/)/.test(line));
  return lines.flatMap((line) =>
    [...line.matchAll(/"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].flatMap(
      ([, plain, template]) => {
        const text = plain ?? (template ?? "").replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "word");
        return /\s--[a-z]/.test(text) || /^--[a-z-]+(?:, --[a-z]+| \w+)?$/.test(text) ? [text] : [];
      },
    ),
  );
}

describe("a text that the app shows", () => {
  it.each([
    ...LISTED_CODES.map((code) => [code, listedWords(code)] as const),
    ...NOTE_CODES.map((code) => [code, noteWords(code)] as const),
    ...PROBLEM_WORD_CODES.map((code) => [code, problemWords(code)] as const),
    ...WARNING_CODES.map((code) => [code, warningWords(code)] as const),
    ...WARNING_CODES.map(
      (code) => [code, warningWords(code, clusterFacts("camera", null))] as const,
    ),
  ])("names no option of the command line: %s", (_code, words) => {
    for (const text of Object.values(allInApp(words))) expect(text).not.toMatch(COMMAND);
  });

  it("names none wherever the source writes one", () => {
    const left: string[] = [];
    let seen = 0;
    for (const path of files()) {
      const name = relative(SOURCE, path).replaceAll("\\", "/");
      if (NOT_OF_THE_APP.some((one) => one.test(name))) continue;
      for (const text of texts(path)) {
        if (SAID_AS_IT_IS.includes(text)) continue;
        seen++;
        if (COMMAND.test(inApp(text))) left.push(`${name}: ${text}`);
      }
    }
    expect(seen).toBeGreaterThan(60);
    expect(left).toEqual([]);
  });

  it("is that of the whole report, in place of what to type", () => {
    const said = JSON.stringify(evaluationReport({ result: RESULT, extras: EXTRAS }));
    const { command, ...shown } = allInApp(evaluationReport({ result: RESULT, extras: EXTRAS }));
    expect(said).toMatch(/ --cluster/);
    expect(command).toMatch(/ --/);
    expect(JSON.stringify(shown)).not.toMatch(COMMAND);
  });

  it("says where in the app it is done, with the same names", () => {
    expect(
      inApp("Run again with --cluster camera: the answer is then about another camera too."),
    ).toBe(
      "Choose camera under Your question, at “Which images belong together?”: the answer is then about another camera too.",
    );
    expect(inApp("all 12 boxes lie between 0 and 1; if they are, say --boxes fraction")).toBe(
      "all 12 boxes lie between 0 and 1; if they are, say so under Images and labels",
    );
    expect(inApp("--cluster")).toBe("which images belong together");
    expect(inApp("--claim 'accuracy=2'")).toBe("the published figure 'accuracy=2'");
  });

  it("without a claim asks for the published figure where it is typed", () => {
    const [first] = allInApp(actionViews({ ...RESULT, verdicts: [] }, EXTRAS));
    expect(first?.why).toBe(
      "Give the published figure under Your question, or state a requirement there.",
    );
  });

  it("leaves everything else as it is, and data that are no texts", () => {
    const bytes = new Uint8Array(2);
    const map = new Map([["--cluster", 1]]);
    const told = { name: "a--b.jpg", bytes, map, rows: [["x", null, 3, true]] };
    expect(allInApp(told)).toEqual(told);
    expect(allInApp(told).bytes).toBe(bytes);
  });
});

describe("words of the app in place of those of the command line", () => {
  it("have none of them left, and every name that they take", () => {
    for (const [command, app] of INSTEAD) {
      expect(command).toMatch(/--[a-z]|VALUE@K\/N|homeground /);
      expect(app).not.toMatch(COMMAND);
      const names = new Set(command.match(/\{\w+\}/g));
      for (const name of app.match(/\{\w+\}/g) ?? []) expect(names, app).toContain(name);
      // A sentence stays one.
      expect(app.endsWith("."), app).toBe(command.endsWith("."));
    }
  });
});
