import type { PlotTable } from "../reports/plot-view.js";
import type { SelectionPart } from "../reports/selection-part.js";

/** What the rows of a table stand for whose first cell names a level of an attribute. */
export function levelParts(attribute: string, { rows }: PlotTable): (SelectionPart | null)[] {
  return rows.map(({ cells }) => {
    const level = cells[0]?.text;
    return level === undefined ? null : { kind: "part", attribute, level };
  });
}
