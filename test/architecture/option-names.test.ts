import { describe, expect, it } from "vitest";
import { EVALUATION_OPTIONS } from "../../src/evaluation/options/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** An option is its own file, and at most so many others, which name its flag in an error. */
const MOST_OTHERS = 2;

/** Files that name flags for another reason; they are not counted. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "node/cli/program.ts": "other commands have options of these names",
  "node/cli/ledger-command.ts": "as those of program.ts",
  "node/cli/shortlist-command.ts": "as those of program.ts",
  "session/same-command.ts": "a record that a session was opened with is a file of --claim",
  "node/cli/claim-inputs.ts": "opens the files that --claim names",
  "node/cli/compare-results.ts": "lists what can be said of results that are there already",
};

describe("an option of an evaluation", () => {
  const all = sourceFiles();

  it.each(EVALUATION_OPTIONS.map(({ name }) => name))(
    "is declared in its own file, and named elsewhere in errors alone: --%s",
    (name) => {
      const home = `evaluation/options/${name}.ts`;
      const literal = new RegExp(`"--(?:no-)?${name}(?![\\w-])`);
      const named = all.filter(({ text }) => literal.test(text)).map(({ file }) => file);
      const others = named.filter((file) => file !== home && !(file in EXCEPTIONS));
      expect(others.length, others.join(", ")).toBeLessThanOrEqual(MOST_OTHERS);
      const declared = all.filter(({ text }) => text.includes(`  name: "${name}",\n`));
      expect(declared.map(({ file }) => file)).toContain(home);
    },
  );

  it("has no exception that is no longer needed", () => {
    const names = EVALUATION_OPTIONS.map(({ name }) => name).join("|");
    const literal = new RegExp(`"--(?:no-)?(?:${names})(?![\\w-])`);
    const naming = all.filter(({ text }) => literal.test(text)).map(({ file }) => file);
    expect(Object.keys(EXCEPTIONS).filter((file) => !naming.includes(file))).toEqual([]);
  });

  it("is counted where it is named", () => {
    const literal = /"--cluster(?![\w-])/;
    expect(all.filter(({ text }) => literal.test(text)).length).toBeGreaterThan(0);
  });
});
