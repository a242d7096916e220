import { viewOf } from "../analyses/analysis.js";
import type { AnatomyView } from "../analyses/anatomy/anatomy-view.js";
import { estimatesByClass } from "../analyses/classes/class-table.js";
import type { ClassesView } from "../analyses/classes/classes-view.js";
import { confusionCells, largestCells } from "../analyses/classes/confusion-cells.js";
import type { ConfusionView } from "../analyses/classes/confusion-view.js";
import { CONFIDENCE_BINS } from "../analyses/confidence/confidence-bins.js";
import type { ConfidenceView } from "../analyses/confidence/confidence-view.js";
import type { PlacesView } from "../analyses/places/places-view.js";
import type { PartsView } from "../analyses/slices/slices-view.js";
import { binIndex } from "../metrics/calibration.js";
import type { EvaluationReport } from "../reports/evaluation-report.js";
import type { PlotTable } from "../reports/plot-view.js";
import { shown } from "../reports/text.js";
import type { EvaluationResult } from "../results/result.js";
import type { SelectionPart } from "./part-members.js";

/** Rows behind those of the kinds of error. */
const ERROR_SIDES = ["false-positives", "false-negatives"] as const;

/** Rows of the tables behind mix-ups, as their view has them. */
const MOST_MIX_UPS = 200;

/**
 * What a mark of the results stands for.
 *
 * @param figure id of the plot; `class-found` and `class-trust` are the columns of the table of classes
 * @param row of the table behind it
 * @returns null of marks that stand for no images, such as a rest of classes
 */
export function partOfMark(
  report: EvaluationReport,
  { confusion, estimates }: Pick<EvaluationResult, "confusion" | "estimates">,
  figure: string,
  row: number,
): SelectionPart | null {
  const classes = viewOf<ClassesView>(report, { anchor: "classes" });
  if (figure === "confusion-matrix") return cellAt(classes?.confusion ?? null, confusion, row);
  if (figure === "mix-ups" && confusion !== null) {
    const cells = confusionCells(confusion);
    const wrong = (cell: number): boolean => cells.truth[cell] !== cells.predicted[cell];
    const cell = largestCells(cells, MOST_MIX_UPS, wrong).cells[row];
    if (cell === undefined) return null;
    return cellPart(cells.labels[cells.truth[cell]!], cells.labels[cells.predicted[cell]!]);
  }
  if (figure === "plot-errors") {
    const { rows = [] } = viewOf<AnatomyView>(report, { anchor: "errors" }) ?? {};
    const error = [...rows.map(({ type }) => type), ...ERROR_SIDES][row];
    return error === undefined ? null : { kind: "error", error };
  }
  if (figure === "least-found") {
    const label = named(confusion?.labels, textAt(classes?.recalls?.least.table, row));
    return label === null ? null : { kind: "label", label };
  }
  if (figure === "class-found" || figure === "class-trust") {
    const names = [...estimatesByClass(estimates, "recall").keys()];
    const name = named(names, classes?.classes?.rows[row]?.label ?? null);
    if (name === null) return null;
    return figure === "class-found"
      ? { kind: "label", label: name }
      : { kind: "answer", answer: name };
  }
  const places = viewOf<PlacesView>(report, { anchor: "by-place" });
  if (figure === "places" && places !== null) {
    const level = textAt(places.table, row);
    return level === null ? null : { kind: "part", attribute: places.attribute, level };
  }
  if (figure === "reliability") {
    const confidence = viewOf<ConfidenceView>(report, { anchor: "confidence" });
    const sure = confidence?.reliability?.table.rows[row]?.cells[0]?.value ?? null;
    if (sure === null) return null;
    const bin = binIndex(sure, CONFIDENCE_BINS);
    return { kind: "sure", above: bin / CONFIDENCE_BINS, upTo: (bin + 1) / CONFIDENCE_BINS };
  }
  const parts = viewOf<PartsView>(report, { anchor: "parts" });
  const slices = parts?.slices.find(({ id }) => id === figure);
  const level = textAt(slices?.table, row);
  if (slices === undefined || level === null) return null;
  return { kind: "part", attribute: slices.attribute, level };
}

function cellAt(
  view: ConfusionView | null,
  confusion: EvaluationResult["confusion"],
  row: number,
): SelectionPart | null {
  if (view === null || confusion === null) return null;
  const isRest = (at: number): boolean => view.rest > 0 && at === view.rows.length - 1;
  for (const [r, { cells }] of view.rows.entries()) {
    const c = cells.findIndex((cell) => cell.row === row);
    if (c < 0) continue;
    if (isRest(r) || isRest(c)) return null;
    const [label, answer] = [view.rows[r], view.rows[c]].map((one) =>
      named(confusion.labels, one?.label ?? null),
    );
    return cellPart(label ?? undefined, answer ?? undefined);
  }
  return null;
}

function cellPart(label: string | undefined, answer: string | undefined): SelectionPart | null {
  return label === undefined || answer === undefined ? null : { kind: "cell", label, answer };
}

/** The name that is shown so; null where none or several are. */
function named(names: readonly string[] | undefined, text: string | null): string | null {
  const found = (names ?? []).filter((name) => shown(name, 60) === text);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function textAt(table: PlotTable | undefined, row: number): string | null {
  return table?.rows[row]?.cells[0]?.text ?? null;
}
