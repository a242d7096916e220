import { positiveLabel } from "../../reports/positive-label.js";
import { shown } from "../../reports/text.js";
import type { ReportInput } from "../../results/report-input.js";
import { type TaxonomyView, taxonomyView } from "../taxonomy/taxonomy-view.js";
import { type ClassRecallView, classRecallView } from "./class-recall-view.js";
import { type ClassTable, classTable } from "./class-table.js";
import { confusionCells } from "./confusion-cells.js";
import { type ConfusionView, confusionView } from "./confusion-view.js";
import { type MixUpsView, mixUpsView } from "./mix-ups-view.js";

/** What a report says class by class; a part is null where there is nothing to say. */
export interface ClassesView {
  readonly confusion: ConfusionView | null;
  readonly classes: ClassTable | null;
  readonly mixUps: MixUpsView | null;
  /** How often classes are found, where there are many. */
  readonly recalls: ClassRecallView | null;
  readonly taxonomy: TaxonomyView | null;
}

/** The matrix, which may have millions of cells, is read once for all of it. */
export function classesView({ result, extras }: ReportInput): ClassesView {
  const { confusion, estimates } = result;
  const unit = shown(result.unit, 40);
  const cells = confusion === null ? null : confusionCells(confusion);
  const positive = positiveLabel(result, extras.ranked);
  return {
    confusion: cells === null ? null : confusionView(cells, { unit, positive }),
    classes: classTable(estimates, confusion),
    mixUps: mixUpsView(cells, unit),
    recalls: classRecallView(estimates, cells, unit),
    taxonomy: extras.taxonomy === undefined ? null : taxonomyView(extras.taxonomy, result.unit),
  };
}
