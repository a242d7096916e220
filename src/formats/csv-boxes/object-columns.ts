import type { Column } from "../../core/table.js";

/** Columns of a table of boxes, by what they speak of. */
export interface ColumnsApart {
  /** One value for all rows of each image: attributes of the image. */
  readonly ofImages: ReadonlyMap<string, Column>;
  /** Others are attributes of the objects. */
  readonly ofObjects: ReadonlyMap<string, Column>;
}

/**
 * Tells columns that say something of the image from those that differ among the boxes of one.
 *
 * @param firstRow first row of the image of each row; −1 for rows that name none
 */
export function columnsApart(
  columns: ReadonlyMap<string, Column>,
  firstRow: Int32Array,
): ColumnsApart {
  const ofImages = new Map<string, Column>();
  const ofObjects = new Map<string, Column>();
  for (const [name, column] of columns) {
    const cells = column.kind === "numeric" ? column.values : column.codes;
    const isOfImage = firstRow.every(
      (first, row) => first < 0 || Object.is(cells[row], cells[first]),
    );
    (isOfImage ? ofImages : ofObjects).set(name, column);
  }
  return { ofImages, ofObjects };
}
