import { RECALL } from "../../metrics/predictions/recall.js";
import type { PlotTable } from "../../reports/plot-view.js";
import type { MarkParts } from "../../reports/report-section.js";
import type { SelectionPart } from "../../reports/selection-part.js";
import { shown } from "../../reports/text.js";
import type { EvaluationResult, ResultConfusion } from "../../results/result.js";
import { estimatesByClass } from "./class-table.js";
import type { ClassesView } from "./classes-view.js";
import { confusionCells, largestCells } from "./confusion-cells.js";
import type { ConfusionView } from "./confusion-view.js";

/** Rows of the table behind mix-ups, as their view has them. */
const MOST_MIX_UPS = 200;

/** What the matrix, the mix-ups, the least found and the numbers of the table stand for. */
export function classMarks(
  { confusion: matrix, recalls, classes }: ClassesView,
  { confusion, estimates }: EvaluationResult,
): MarkParts {
  const marks = new Map<string, readonly (SelectionPart | null)[]>();
  if (matrix !== null && confusion !== null) {
    marks.set("confusion-matrix", matrixParts(matrix, confusion));
  }
  if (confusion !== null) {
    marks.set("mix-ups", mixUpParts(confusion));
    const names = namesOf(recalls?.least.table);
    marks.set(
      "least-found",
      names.map((name) => partOf(named(confusion.labels, name), "label")),
    );
  }
  const labels = [...estimatesByClass(estimates, RECALL).keys()];
  const names = (classes?.rows ?? []).map(({ label }) => named(labels, label));
  marks.set(
    "class-found",
    names.map((name) => partOf(name, "label")),
  );
  marks.set(
    "class-trust",
    names.map((name) => partOf(name, "answer")),
  );
  return marks;
}

function matrixParts(
  { rows, rest, table }: ConfusionView,
  { labels }: ResultConfusion,
): (SelectionPart | null)[] {
  const parts = new Array<SelectionPart | null>(table.rows.length).fill(null);
  const names = rows.map(({ label }) => named(labels, label));
  const all = rest > 0 ? rows.length - 1 : rows.length; // the last stands for many
  for (let r = 0; r < all; r++) {
    for (let c = 0; c < all; c++) {
      const row = rows[r]?.cells[c]?.row ?? null;
      if (row !== null) parts[row] = cellPart(names[r] ?? null, names[c] ?? null);
    }
  }
  return parts;
}

function mixUpParts(confusion: ResultConfusion): (SelectionPart | null)[] {
  const all = confusionCells(confusion);
  const wrong = (cell: number): boolean => all.truth[cell] !== all.predicted[cell];
  return Array.from(largestCells(all, MOST_MIX_UPS, wrong).cells, (cell) =>
    cellPart(all.labels[all.truth[cell]!] ?? null, all.labels[all.predicted[cell]!] ?? null),
  );
}

function cellPart(label: string | null, prediction: string | null): SelectionPart | null {
  return label === null || prediction === null ? null : { kind: "cell", label, answer: prediction };
}

function partOf(name: string | null, kind: "label" | "answer"): SelectionPart | null {
  if (name === null) return null;
  return kind === "label" ? { kind, label: name } : { kind, answer: name };
}

/** The name that is shown so; null where none or several are. */
function named(names: readonly string[], text: string | null): string | null {
  const found = names.filter((name) => shown(name, 60) === text);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function namesOf(table: PlotTable | undefined): (string | null)[] {
  return (table?.rows ?? []).map(({ cells }) => cells[0]?.text ?? null);
}
