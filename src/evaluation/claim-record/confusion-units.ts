import { HomegroundError } from "../../core/errors.js";
import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import type { ClaimUnits } from "./claim-record.js";

/** Counts are no lines of a file: what they sum to is bounded before anything is made of it. */
const MOST_UNITS = 20_000_000;

/**
 * The units that the table of a record counts, in the order of its cells: all there is of a
 * record whose predictions are withheld or not at hand.
 *
 * @returns null where the record has no table
 * @throws HomegroundError `record/claim-differs` where its counts contradict each other
 */
export function unitsOfConfusion(
  { confusion, clusters, unit, claims, model }: TransparencyRecord,
  source: string,
): ClaimUnits | null {
  if (confusion === null) return null;
  const { labels, counts } = confusion;
  const whole = counts.flat();
  const wrong = (what: string, where: string): HomegroundError =>
    new HomegroundError("record/claim-differs", {
      what,
      where: `${source}, ${where}`,
      fix: "Do not rely on this copy: get the record again from where it is published",
    });
  if (counts.length !== labels.length || whole.length !== labels.length ** 2) {
    throw wrong("the table has not one row and column a label", "confusion");
  }
  const units = whole.reduce((sum, n) => sum + n, 0);
  if (units > MOST_UNITS) return null;
  const tables = clusters?.confusion ?? null;
  for (const [cell, n] of tables === null ? [] : whole.entries()) {
    const sum = tables?.reduce((total, table) => total + (table[cell] ?? 0), 0);
    if (sum !== n) throw wrong("the clusters do not add up to the table", "clusters.confusion");
  }

  const truth = new Int32Array(units);
  const predicted = new Int32Array(units);
  const cluster = tables === null ? null : new Int32Array(units);
  let at = 0;
  for (const [g, table] of (tables ?? [whole]).entries()) {
    for (const [cell, n] of table.entries()) {
      truth.fill(Math.floor(cell / labels.length), at, at + n);
      predicted.fill(cell % labels.length, at, at + n);
      cluster?.fill(g, at, at + n);
      at += n;
    }
  }
  const known = new Set(model.labels);
  const outcomes: ClassificationOutcomes = {
    kind: "classification",
    unitCount: units,
    unit,
    classes: labels,
    truth,
    predicted,
    modelClassCount: labels.filter((label) => known.has(label)).length,
    cluster,
    clusterCount: tables?.length ?? 0,
    scores: null,
  };
  const isClustered = clusters !== null || claims[0]?.clusters != null;
  return {
    outcomes,
    attributes: null,
    originOf: new Map(),
    independent: !isClustered || cluster !== null,
  };
}
