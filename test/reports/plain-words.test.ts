import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { START } from "../../src/reports/words/app/start.js";
import { TERMS } from "../../src/reports/words/app/terms.js";
import { EVENED_OUT } from "../../src/reports/words/parts.js";
import { textsOf } from "../support/source-texts.js";

const SRC = join(import.meta.dirname, "../../src");

/** Files of words that are read in the app and in reports; records have words of their own. */
const CATALOGUE = ["reports/words", "analyses"].flatMap((folder) =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" })
    // An archive is a record's.
    .filter((name) => name !== "archive.ts")
    .filter((name) => (folder === "analyses" ? /(^|\/)words\.ts$/ : /\.ts$/).test(name))
    .map((name) => join(SRC, folder, name)),
);

/** What stopped readers who had not met it before, and what may stand there all the same: told in place. */
const STOPPED: readonly (readonly [word: RegExp, isTold: RegExp | null])[] = [
  [/transparency record/i, /the figure with what is needed to count it again/],
  [/\bONNX form\b/i, null],
  // Whose card: the model's, which the first screen and its terms explain; or the file itself.
  [
    /\bcards?\b/i,
    /model.{0,2}s?\s+card|\bits card|their cards|\.json|--card|\bthe card\b|^Card$|[Aa] card states|without a card/i,
  ],
  // As a state of an image; "listed below" says where.
  [/\b[0\d]+ (?:is |are )?listed\b/i, /listed at/],
  [/\bscope\b(?!\.json)/i, null],
  [/tells? wrong from right/i, null],
  [/evened[ -]out/i, null],
  [/\bkinds\b(?! of)/i, null],
  [/Counted as separate/i, null],
  [/at these images/i, null],
  [/found\/trust/i, null],
];

/** Codes, names of files. */
const NOT_SENTENCES = /^[a-zA-Z./-]+$/;

const textsIn = (path: string): string[] =>
  textsOf(readFileSync(path, "utf8")).filter((text) => !NOT_SENTENCES.test(text));

const unexplained = (texts: readonly string[]): string[] =>
  texts.filter((text) =>
    STOPPED.some(([word, isTold]) => word.test(text) && !(isTold?.test(text) ?? false)),
  );

describe("words that stopped readers", () => {
  it.each(CATALOGUE.map((path) => [relative(SRC, path), path] as const))(
    "are not in %s, or are explained in place",
    (_, path) => {
      expect(unexplained(textsIn(path))).toEqual([]);
    },
  );

  it("would be found", () => {
    for (const text of [
      "How does it do here, at these images?",
      "Counted as separate: images",
      "Ask for a transparency record.",
      "Worst first, by the evened-out value.",
      "Reads the same kinds differently.",
      "3 listed",
    ]) {
      expect(unexplained([text]), text).toEqual([text]);
    }
    expect(CATALOGUE.length).toBeGreaterThan(60);
  });

  it("are explained where they stay: the card on the first screen, few images below their table", () => {
    expect(START.modelHint).toMatch(/card \(a \.json file that says how it reads images\)/);
    expect(TERMS.start.map(([term]) => term)).toEqual(
      expect.arrayContaining(["Model", "Card", "Label", "Record", "Claim"]),
    );
    expect(EVENED_OUT).toMatch(/^“Allowing for few images” in the tables is the value/);
  });
});
