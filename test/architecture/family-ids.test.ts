import { describe, expect, it } from "vitest";
import { FAMILIES } from "../../src/models/families/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** A family is its own file, and at most so many others. */
const MOST_OTHERS = 1;

/** Files that hold an id for another reason; they are not counted. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "reports/words/methods-section.ts": "what a model is called in prose",
  "records/record/evidence-id.ts": "a setting of a record: the second model of two",
  "records/evidence/verify-record.ts": "a setting of a record: the second model of two",
};
/** Ids that are tasks, or values of options, as well: test/architecture/task-ids.test.ts. */
const TASKS_TOO: ReadonlySet<string> = new Set(["multilabel"]);

/** Ids that are words of tables and sentences as well. */
const WORDS_TOO: ReadonlySet<string> = new Set(["count"]);

const sources = sourceFiles().map(({ file, text }) => ({
  file,
  text: text.replaceAll(/\/\*[\s\S]*?\*\//g, ""),
}));

function filesWith(id: string): string[] {
  const literal = new RegExp(`(["'\`])${id}\\1`);
  return sources.filter(({ text }) => literal.test(text)).map(({ file }) => file);
}

describe("the id of a family of outputs", () => {
  it.each(FAMILIES.map(({ id }) => id).filter((id) => !TASKS_TOO.has(id) && !WORDS_TOO.has(id)))(
    "is known to its own file: %s",
    (id) => {
      const named = filesWith(id).filter((file) => !(file in EXCEPTIONS));
      expect(named.filter((file) => file.startsWith("models/families/")).length).toBeGreaterThan(0);
      const others = named.filter((file) => !file.startsWith("models/families/"));
      expect(others).toEqual([]);
      expect(named.length - 1, named.join(", ")).toBeLessThanOrEqual(MOST_OTHERS);
    },
  );

  it("has no exception that is no longer needed", () => {
    const named = new Set(FAMILIES.flatMap(({ id }) => filesWith(id)));
    expect(Object.keys(EXCEPTIONS).filter((file) => !named.has(file))).toEqual([]);
  });
});
