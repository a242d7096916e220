import * as z from "zod/mini";
import { field, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import type { CardFrame, Grid } from "./detector-types.js";

/** Fields of families whose places are the cells of grids. */
export const GRIDS = {
  strides: field(
    z.array(whole(1)).check(z.minLength(1)),
    "Pixels of the input from one cell to the next, one a grid, in the order of the output.",
    { example: [8, 16, 32] },
  ),
  gridSizes: field(
    z.optional(z.array(z.array(whole(1)).check(z.length(2, "is not [rows, columns]")))),
    "[rows, columns] of each grid. Left out: the sides of the input by the stride, rounded up.",
    {
      example: [
        [80, 80],
        [40, 40],
        [20, 20],
      ],
    },
  ),
  gridOrder: field(z.optional(z.enum(["row-major"])), "Cells follow each other row by row.", {
    default: "row-major",
  }),
};

interface GridFields {
  readonly strides: readonly number[];
  readonly gridSizes?: readonly (readonly number[])[] | undefined;
}

/** The grids, which must cover the input: ⌈side/stride⌉ or ⌊side/stride⌋ cells. */
export function readGrids(
  { strides, gridSizes }: GridFields,
  { rule: { heightPx, widthPx } }: CardFrame,
  problem: CardProblem,
): readonly Grid[] {
  if (gridSizes === undefined) {
    return strides.map((stride) => ({
      stride,
      rows: Math.ceil(heightPx / stride),
      columns: Math.ceil(widthPx / stride),
    }));
  }
  if (gridSizes.length !== strides.length) {
    const what = `is not a list of [rows, columns] for each of ${strides.length} strides`;
    problem("gridSizes", what);
    return [];
  }
  const grids: Grid[] = [];
  for (const [level, stride] of strides.entries()) {
    const [rows, columns] = gridSizes[level]!;
    if (!covers(rows!, heightPx, stride) || !covers(columns!, widthPx, stride)) {
      const input = `${heightPx} × ${widthPx}`;
      const what = `[${level}] is ${rows} × ${columns}: stride ${stride} of an input ${input}`;
      problem("gridSizes", what);
      return [];
    }
    grids.push({ stride, rows: rows!, columns: columns! });
  }
  return grids;
}

function covers(cells: number, side: number, stride: number): boolean {
  return cells === Math.ceil(side / stride) || cells === Math.floor(side / stride);
}
