import type { CurveFigure } from "../metrics/curve-figure.js";
import type { EvaluationResult } from "../results/result.js";
import { estimatesCsv, listedCsv, verdictsCsv } from "./csv.js";

/** A file of a folder of tables: `thresholds`, and its text. */
export interface NamedTable {
  /** Without its ending. */
  readonly name: string;
  readonly text: string;
}

/** The tables that every evaluation has, as comma-separated text. */
export function resultTables(result: EvaluationResult): NamedTable[] {
  return [
    { name: "estimates", text: estimatesCsv(result) },
    ...(result.verdicts.length === 0 ? [] : [{ name: "verdicts", text: verdictsCsv(result) }]),
    { name: "listed", text: listedCsv(result) },
  ];
}

/** Heads of the columns of figures with their limits. */
export function figureHeads(...figures: readonly string[]): string[] {
  return figures.flatMap((name) => [name, `${name}Low`, `${name}High`]);
}

/** A point of a curve with its limits; NaN is a missing cell. */
export function figureRow({ value, low, high }: CurveFigure, i: number): number[] {
  return [value[i]!, low[i]!, high[i]!];
}
