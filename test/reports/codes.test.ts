import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/core/errors.js";
import { PROBLEM_CODES } from "../../src/formats/import-problems.js";
import { PLACE_PROBLEMS } from "../../src/formats/place-problems.js";
import { IMAGE_NOTES } from "../../src/images/image-notes.js";
import {
  LISTED_CODES,
  listedWords,
  NOTE_CODES,
  noteWords,
} from "../../src/reports/words/listed.js";
import { INTERVAL_METHODS, intervalWords } from "../../src/reports/words/methods.js";
import { PROBLEM_WORD_CODES, problemWords } from "../../src/reports/words/problems.js";
import { WARNING_CODES, warningWords } from "../../src/reports/words/warnings.js";
import { METHOD_CODES } from "../../src/statistics/codes.js";

const SOURCE = join(import.meta.dirname, "../../src");

/** Words that the product never uses of a model or a figure (of what it is praised for). */
const NEVER = /\b(good|bad|robust|significant|proven|safe|accurate|state of the art|AI-powered)\b/i;

/** Sentences of every file of the source but those that hold the words themselves. */
function sources(folder = SOURCE): { readonly path: string; readonly text: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "words" ? [] : sources(path);
    return /\.(ts|svelte)$/.test(path) ? [{ path, text: readFileSync(path, "utf8") }] : [];
  });
}

const TEXTS = sources();

/** Namespaces of codes that people meet in a result. */
const NAMESPACE =
  /"((?:duplicate|interval|clusters|slices|verdict|gap|scope|ledger|plan|labels|record|run|threshold|taxonomy|attributes|where|detection|predictions|annotations|table|input|path|archive|image|model)\/[a-z0-9-]*[a-z0-9])"/g;

/** Not codes: media types, and names of columns. */
const NO_CODES = new Set([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/gif",
  "image/bmp",
  "image/tiff",
]);

function emitted(): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, text } of TEXTS) {
    // Elements of XML are named by their paths there: image/box.
    if (/[/\\]formats[/\\][a-z-]+[/\\]fields\.ts$/.test(path)) continue;
    for (const [, code = ""] of text.matchAll(NAMESPACE)) {
      if (!NO_CODES.has(code)) found.set(code, path);
    }
  }
  return found;
}

/** Reasons without a namespace, where they are given: `code: "unlabelled"`. */
function bareReasons(): Set<string> {
  const found = new Set<string>();
  for (const { path, text } of TEXTS) {
    if (!/[/\\](analyses|dataset|evaluation|scoring|node)[/\\]/.test(path)) continue;
    for (const [, code = ""] of text.matchAll(/\bcode: "([a-z][a-z-]+)"/g)) found.add(code);
  }
  return found;
}

describe("words of every code that the source can emit", () => {
  it("are there: as a warning, a note, a problem of an import or an error", () => {
    const known = new Set<string>([
      ...WARNING_CODES,
      ...NOTE_CODES,
      ...PROBLEM_WORD_CODES,
      ...LISTED_CODES,
      ...Object.keys(ERROR_CODES),
    ]);
    const codes = emitted();
    expect(codes.size).toBeGreaterThan(150);
    const without = [...codes].filter(([code]) => !known.has(code));
    expect(without).toEqual([]);
  });

  it("are there for each table of codes", () => {
    for (const code of Object.keys(METHOD_CODES)) expect(WARNING_CODES).toContain(code);
    for (const code of Object.keys(PROBLEM_CODES)) expect(PROBLEM_WORD_CODES).toContain(code);
    for (const code of Object.keys(IMAGE_NOTES)) expect(NOTE_CODES).toContain(code);
    for (const code of Object.keys(PLACE_PROBLEMS)) expect(NOTE_CODES).toContain(code);
  });

  it("are there for each reason why an image is not scored", () => {
    const reasons = [...bareReasons()].filter((code) => !NO_REASONS.has(code));
    expect(reasons).toContain("unlabelled");
    for (const code of reasons) expect([...LISTED_CODES, ...NOTE_CODES]).toContain(code);
  });
});

/** Codes of other things than images, and of what is kept of an image beside its scores. */
const NO_REASONS = new Set(["argument", "custom", "no-features"]);

describe("words of files left out, notes and problems", () => {
  it.each([
    ...LISTED_CODES.map((code) => [code, listedWords(code)] as const),
    ...NOTE_CODES.map((code) => [code, noteWords(code)] as const),
    ...PROBLEM_WORD_CODES.map((code) => [code, problemWords(code)] as const),
  ])("say what it is, what it means and what to do: %s", (code, { title, text, fix }) => {
    expect(title).toMatch(/^[A-Z0-9“].*[^.]$/);
    expect(title).not.toBe(code);
    expect(text).toMatch(/^[A-Z0-9].*[.?]$/);
    expect(text).not.toContain("The run ");
    expect(fix).toMatch(/^[A-Z].*[^.]$/);
    expect(fix).not.toMatch(/^See what/);
    expect(`${title} ${text} ${fix}`).not.toMatch(NEVER);
  });

  it("fit behind a number in a methods section", () => {
    for (const code of LISTED_CODES) {
      expect(listedWords(code).phrase, code).toMatch(/^[a-z][^.()]+$/);
    }
  });

  it("show a code without words under its name", () => {
    expect(listedWords("new-reason").title).toBe("new-reason");
    expect(noteWords("new/note").title).toBe("new/note");
    expect(noteWords("constructor").title).toBe("constructor");
  });
});

describe("what a warning says to do", () => {
  it("begins with a verb, and says more than to look somewhere", () => {
    const verbs =
      /^(Add|Allow|Ask|Check|Claim|Compare|Correct|Decide|Draw|Expect|Find|Give|Have|If|Judge|Label|Leave|Look|Nothing to do|Read|Remove|Run|Take|The note|Trust|Use)\b/;
    for (const code of WARNING_CODES) {
      const { todo } = warningWords(code);
      expect(todo, code).toMatch(verbs);
      expect(todo.length, code).toBeGreaterThanOrEqual("Nothing to do.".length);
      expect(todo, code).not.toMatch(/documentation|keep it in mind|be careful/i);
    }
  });
});

describe("words of interval methods", () => {
  it("are there for every method that an estimate can carry", () => {
    const ids = new Set<string>();
    for (const { path, text } of TEXTS) {
      if (!/[/\\](statistics|metrics|transfer|evaluation)[/\\]/.test(path)) continue;
      for (const [, id = ""] of text.matchAll(/\bmethod: "([a-z-]+)"/g)) ids.add(id);
    }
    expect(ids.size).toBeGreaterThan(5);
    const base = [
      "wilson-jackknife",
      "wilson-jackknife-cluster",
      "percentile",
      "bca",
      "bootstrap-t",
    ];
    const parts = ["cp-bonferroni", "hull-bonferroni", "t-bonferroni", "t-cluster-bonferroni"];
    for (const id of [...ids, ...base, ...parts]) expect(INTERVAL_METHODS).toContain(id);
  });

  it("have a name, a short form and one sentence", () => {
    for (const id of INTERVAL_METHODS) {
      const { label, short, sentence } = intervalWords(id);
      expect(label.length, id).toBeGreaterThan(5);
      expect(short.length, id).toBeLessThanOrEqual(30);
      expect(sentence, id).toMatch(/^[A-Z].*\.$/);
      expect(`${label} ${sentence}`, id).not.toMatch(NEVER);
    }
    expect(intervalWords("new-method").label).toBe("new-method");
  });
});
