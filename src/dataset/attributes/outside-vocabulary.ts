import type { Column } from "../../core/table.js";
import type { TruthOnFiles } from "../prepare.js";
import type { TruthMap } from "../truth-map.js";
import type { KnownAttribute } from "./known-attributes.js";

export const OUTSIDE_VOCABULARY = "outside-vocabulary" satisfies KnownAttribute;

/**
 * Adds the share of each row's labels that stand for none of the model's. Labels that are left out of the
 * evaluation are not counted; a row without others has no share. A column that is there already counts.
 */
export function withOutsideVocabulary(placed: TruthOnFiles, map: TruthMap): TruthOnFiles {
  const { truth } = placed;
  if (truth.attributes.columns.has(OUTSIDE_VOCABULARY)) return placed;
  const own = new Set(map.classNames);
  const kindOf = truth.labelNames.map((label) => {
    if (map.isIgnored(label)) return "ignored";
    const name = map.truthNames[map.classOf(label)];
    return name === undefined ? "ignored" : own.has(name) ? "own" : "outside";
  });
  const values = new Float64Array(truth.rowCount);
  for (let row = 0; row < truth.rowCount; row++) {
    let counted = 0;
    let outside = 0;
    for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
      const kind = kindOf[truth.labelIndex[at]!]!;
      if (kind === "ignored") continue;
      counted++;
      if (kind === "outside") outside++;
    }
    values[row] = outside / counted; // of none there is no share: NaN
  }
  const column: Column = { kind: "numeric", values };
  const columns = new Map([...truth.attributes.columns, [OUTSIDE_VOCABULARY, column] as const]);
  return { ...placed, truth: { ...truth, attributes: { ...truth.attributes, columns } } };
}
