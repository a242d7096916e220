import type { Reader } from "../../../../src/formats/format.js";
import { createProblemList } from "../../../../src/formats/import-problems.js";
import { TRUTH_STATE } from "../../../../src/formats/import-types.js";
import { createTruthBuilder } from "../../../../src/formats/truth-builder.js";

/** Labels of a tally sheet; a line without a name behind the colon is an empty picture. */
export const labels: Reader<"labels"> = async ({ access, path }) => {
  const text = new TextDecoder().decode(await access.read(path));
  const builder = createTruthBuilder(false);
  const problems = createProblemList();
  for (const [i, line] of text.split("\n").entries()) {
    if (i === 0 || line === "") continue;
    const colon = line.indexOf(": ");
    if (colon < 0) {
      problems.add("labels/no-file", "a line without a colon; it is left out", `${path}, ${i + 1}`);
      continue;
    }
    const names = line
      .slice(colon + 2)
      .split(", ")
      .filter((name) => name !== "");
    const state = names.length === 0 ? TRUTH_STATE.empty : TRUTH_STATE.labelled;
    builder.add(line.slice(0, colon), names, state, i + 1);
  }
  return {
    format: { id: "tally", reason: "its first line is # tally" },
    source: path,
    ...builder.finish(),
    attributes: builder.attributes(new Map()),
    otherFiles: [],
    roles: new Map(),
    problems: problems.finish(),
  };
};
