import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { textsOf } from "../support/source-texts.js";

const REPORTS = join(import.meta.dirname, "../../src/reports");

/** Its strings are LaTeX. */
const CODE: ReadonlySet<string> = new Set(["latex.ts"]);

/** Four words in a row are a sentence, or a piece of one. */
const SENTENCE = /\p{L}+[,;]? \p{L}+[,;]? \p{L}+[,;]? \p{L}+/u;

function files(folder = REPORTS): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["words", "views"].includes(entry.name) ? [] : files(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function sentencesOf(source: string): string[] {
  return textsOf(source).filter((text) => SENTENCE.test(text));
}

describe("view models hold no sentences of their own", () => {
  const all = files().map((path) => [relative(REPORTS, path), path] as const);

  it.each(all.filter(([name]) => !CODE.has(name)))("%s", (_, path) => {
    expect(sentencesOf(readFileSync(path, "utf8"))).toEqual([]);
  });

  it("finds sentences planted in strings and templates, and no others", () => {
    expect(sentencesOf('const a = "The model reads them worse.";')).toHaveLength(1);
    expect(sentencesOf("const a = `come from a different mix`;")).toHaveLength(1);
    expect(
      sentencesOf('const a = f({ name: "cm many" }, "interval/biased", "M12 3.5 22 20");'),
    ).toEqual([]);
    expect(sentencesOf("// The model reads them worse than before.\nconst a = 1;")).toEqual([]);
  });
});

describe("words that promise too much", () => {
  // “Looks too good” is a warning, not praise.
  const never =
    /\b((?<!too )good|bad|robust|significant|proven|safe|accurate|state of the art|AI-powered)\b/i;
  const folder = join(REPORTS, "words");
  const catalogue = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );

  it.each(catalogue)("are not in %s", (name) => {
    const texts = textsOf(readFileSync(join(folder, name), "utf8"));
    expect(texts.filter((text) => never.test(text))).toEqual([]);
  });

  it("would be found", () => {
    expect(textsOf('const a = "A good model.";').filter((text) => never.test(text))).toHaveLength(
      1,
    );
    expect(catalogue.length).toBeGreaterThan(20);
  });
});
