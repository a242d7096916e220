import type { MatrixDrawing } from "../../reports/matrix-drawing.js";
import { grouped } from "../../reports/numbers.js";
import { MATRIX } from "../../reports/words/page.js";
import type { ConfusionView } from "./confusion-view.js";

/**
 * Rows are the labels, columns what the model said. The shade is the share of the row, the diagonal is
 * outlined. Above 20 classes the most mixed-up ones have a row each, and the others one together.
 */
export function confusionDrawing({ columns, rows, isBinary }: ConfusionView): MatrixDrawing {
  return {
    name: MATRIX.name,
    caption: MATRIX.caption,
    columns,
    rows: rows.map(({ label, total, cells }) => ({
      label,
      sub: `(${grouped(total)})`,
      cells: cells.map(({ count, word, rightInside, shade, right, row }) => ({
        text: grouped(count),
        words: [
          ...(word === null ? [] : [word]),
          ...(rightInside === null ? [] : [MATRIX.right({ n: grouped(rightInside) })]),
        ],
        shade,
        outlined: right,
        row,
      })),
    })),
    hasWords: isBinary,
  };
}
