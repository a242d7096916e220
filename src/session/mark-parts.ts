import type { ReportSection } from "../reports/report-section.js";
import type { SelectionPart } from "../reports/selection-part.js";

/**
 * What a mark of the results stands for.
 *
 * @param figure id of the plot, or the figure of a table's cell
 * @param row of the table behind it, or of the table
 * @returns null of marks that stand for no images, such as a rest of classes
 */
export function partOfMark(
  { sections }: { readonly sections: readonly Pick<ReportSection, "marks">[] },
  figure: string,
  row: number,
): SelectionPart | null {
  for (const { marks } of sections) {
    const parts = marks.get(figure);
    if (parts !== undefined) return parts[row] ?? null;
  }
  return null;
}
