import { TRUTH_STATE } from "../formats/import-types.js";
import { EMPTY_LABEL } from "./image-set.js";
import type { TruthOnFiles } from "./prepare.js";

/** So many pictures show what a label is. */
const EXAMPLES = 3;

/**
 * Files of images with each label, at most {@link EXAMPLES} of one, far apart among its rows: those that
 * follow each other often show the same. Images with that label alone come before others.
 */
export function labelExamples({
  truth,
  rows,
  rowFiles,
  files,
}: Pick<TruthOnFiles, "truth" | "rows" | "rowFiles" | "files">): ReadonlyMap<
  string,
  readonly string[]
> {
  const alone = new Map<string, number[]>();
  const among = new Map<string, number[]>();
  for (const row of rows) {
    const file = rowFiles.fileOf[row]!;
    if (file < 0) continue;
    const labels = new Set<string>();
    for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
      labels.add(truth.labelNames[truth.labelIndex[at]!]!);
    }
    if (labels.size === 0 && truth.state[row] === TRUTH_STATE.empty) labels.add(EMPTY_LABEL);
    const into = labels.size === 1 ? alone : among;
    for (const label of labels) {
      const known = into.get(label);
      if (known === undefined) into.set(label, [file]);
      else known.push(file);
    }
  }
  const examples = new Map<string, readonly string[]>();
  for (const label of new Set([...alone.keys(), ...among.keys()])) {
    const first = spread([...new Set(alone.get(label))]);
    const more = spread([...new Set(among.get(label))].filter((file) => !first.includes(file)));
    const chosen = [...first, ...more].slice(0, EXAMPLES);
    examples.set(
      label,
      chosen.map((file) => files[file]!.path),
    );
  }
  return examples;
}

/** The first, the last and those in equal steps between them. */
function spread(items: readonly number[]): readonly number[] {
  if (items.length <= EXAMPLES) return items;
  return Array.from(
    { length: EXAMPLES },
    (_, k) => items[Math.round((k * (items.length - 1)) / (EXAMPLES - 1))]!,
  );
}
