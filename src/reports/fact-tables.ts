import type { CurveFigure } from "../metrics/curve-figure.js";
import { ERROR_TYPES } from "../outcomes/detection/anatomy.js";
import type { ReportExtras } from "../results/report-input.js";
import { csvTable, type TableCell } from "./csv.js";

/** A file of a folder of tables: `thresholds`, and its text. */
export interface NamedTable {
  /** Without its ending. */
  readonly name: string;
  readonly text: string;
}

/** What `result.json` does not hold and was computed for the report, as tables of full precision. */
export function factTables(extras: ReportExtras): NamedTable[] {
  const tables: NamedTable[] = [];
  const add = (name: string, text: string | null): void => {
    if (text !== null) tables.push({ name, text });
  };
  add("kept", keptCsv(extras.kept));
  add("reliability", reliabilityCsv(extras.reliability));
  add("selective", selectiveCsv(extras.selective));
  add("curves", curvesCsv(extras.ranked));
  add("places", placesCsv(extras.places));
  add("taxonomy", taxonomyCsv(extras.taxonomy));
  if (extras.detection !== undefined) {
    add("thresholds", thresholdsCsv(extras.detection));
    add("errors", errorsCsv(extras.detection));
    add("error-costs", costsCsv(extras.detection));
  }
  return tables;
}

/** Answers at or above each confidence. */
function keptCsv(kept: ReportExtras["kept"]): string | null {
  if (kept === undefined) return null;
  return csvTable(
    ["threshold", "kept", "right", "value", "low", "high"],
    kept.map(({ threshold, kept: n, right, low, high }) => [
      ...[threshold, n, right, n === 0 ? null : right / n, low, high],
    ]),
  );
}

function reliabilityCsv(reliability: ReportExtras["reliability"]): string | null {
  if (reliability === undefined) return null;
  const { bins, low, high } = reliability;
  return csvTable(
    ["bin", "count", "meanConfidence", "accuracy", "low", "high"],
    Array.from(bins.count, (count, bin) => [
      ...[bin + 1, count, bins.meanConfidence[bin]!, bins.accuracy[bin]!],
      ...[low?.[bin] ?? null, high?.[bin] ?? null],
    ]),
  );
}

function selectiveCsv(facts: ReportExtras["selective"]): string | null {
  if (facts === undefined) return null;
  return csvTable(
    ["threshold", "kept", "coverage", "risk", "riskLow", "riskHigh"],
    Array.from(facts.threshold, (threshold, i) => [
      ...[threshold, facts.kept[i]!, facts.coverage[i]!, ...figureCells(facts.risk, i)],
    ]),
  );
}

/** ROC and precision–recall of each label against the rest. */
function curvesCsv(ranked: ReportExtras["ranked"]): string | null {
  if (ranked === undefined || ranked.length === 0) return null;
  return csvTable(
    ["label", "threshold", ...named("sensitivity", "falsePositiveRate", "precision")],
    ranked.flatMap((one) =>
      Array.from(one.threshold, (threshold, i): TableCell[] => [
        ...[one.label, threshold, ...figureCells(one.sensitivity, i)],
        ...[...figureCells(one.falsePositiveRate, i), ...figureCells(one.precision, i)],
      ]),
    ),
  );
}

function placesCsv(places: ReportExtras["places"]): string | null {
  if (places === undefined) return null;
  return csvTable(
    ["attribute", "place", "units", "label", "hits", "of", "low", "high"],
    places.panels.flatMap(({ place, units, rows }) =>
      rows.map(({ label, hits, of, low, high }) => [
        ...[places.attribute, place, units, label, hits, of, low, high],
      ]),
    ),
  );
}

function taxonomyCsv(facts: ReportExtras["taxonomy"]): string | null {
  if (facts === undefined) return null;
  return csvTable(
    ["answer", "rank", "n"],
    [
      ["exact", null, facts.exact],
      ...facts.coarser.map(({ rank, n }) => ["coarser", rank, n]),
      ["finer", null, facts.finer],
      ["other-name", null, facts.otherName],
      ["different", null, facts.different],
      ["unknown", null, facts.unknown],
    ],
  );
}

type Detection = NonNullable<ReportExtras["detection"]>;

/** What a detector gives at each threshold. */
function thresholdsCsv({ curve }: Detection): string {
  const shares = ["precision", "recall", "f1", "falseAlarms", "countBias", "toLookAt"] as const;
  return csvTable(
    ["threshold", "objects", "found", "wrong", ...named(...shares)],
    Array.from(curve.threshold, (threshold, i) => [
      ...[threshold, curve.truth, curve.found[i]!, curve.wrong[i]!],
      ...shares.flatMap((share) => figureCells(curve[share], i)),
    ]),
  );
}

/** Objects, detections and kinds of error, in all and by what is seen of them. */
function errorsCsv({ all, tables }: Detection): string {
  return csvTable(
    [
      ...["by", "bin", "objects", "found", "recall", "recallLow", "recallHigh"],
      ...["detections", "right", "precision", "precisionLow", "precisionHigh"],
      ...ERROR_TYPES.map((type) => `wrong_${type}`),
      ...ERROR_TYPES.map((type) => `unfound_${type}`),
    ],
    [all, ...tables].flatMap(({ name, rows }) =>
      rows.map((row): TableCell[] => [
        ...[name, row.bin, row.objects, row.found],
        ...[row.recall.value, row.recall.low, row.recall.high, row.detections, row.right],
        ...[row.precision.value, row.precision.low, row.precision.high],
        ...[...row.wrong, ...row.unfound],
      ]),
    ),
  );
}

/** How much AP50 would rise without a kind of error. */
function costsCsv({ costs }: Detection): string {
  return csvTable(
    ["error", "value", "low", "high"],
    [...costs].map(([error, { value, low, high }]) => [error, value, low, high]),
  );
}

function named(...figures: readonly string[]): string[] {
  return figures.flatMap((name) => [name, `${name}Low`, `${name}High`]);
}

/** NaN is a missing cell. */
function figureCells({ value, low, high }: CurveFigure, i: number): number[] {
  return [value[i]!, low[i]!, high[i]!];
}
