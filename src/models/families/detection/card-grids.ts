import * as z from "zod/mini";
import { field, text, whole } from "../../card/card-field.js";
import type { CardProblem } from "../../card/card-problems.js";
import { type BoxKind, isByAnchors } from "./box-kinds.js";
import type { Anchor, AnchorGrid, CardFrame } from "./detector-types.js";

const LEVEL = z.object({
  stride: field(whole(1), "Pixels of the input from one cell to the next.", { example: 8 }),
  output: field(z.optional(text()), "Output of the level, whose `columns` say what is what.", {
    example: "out_8",
  }),
  classes: field(z.optional(text()), "Output of its class scores.", { example: "cls_8" }),
  boxes: field(z.optional(text()), "Output of its boxes.", { example: "reg_8" }),
  objectness: field(z.optional(text()), "Output of its objectness or centre-ness.", {
    example: "obj_8",
  }),
  anchors: field(
    z.optional(
      z.array(
        z
          .array(z.number().check(z.gt(0)))
          .check(z.length(2, "is not [width, height] in pixels of the input")),
      ),
    ),
    "[width, height] in pixels of the input of each anchor of a cell.",
    {
      example: [
        [10, 13],
        [16, 30],
        [33, 23],
      ],
    },
  ),
});

/** Fields of families whose places are the cells of grids. */
export const GRIDS = {
  strides: field(
    z.optional(z.array(whole(1)).check(z.minLength(1))),
    "Pixels of the input from one cell to the next, one a grid, in the order of the output. Left out: those of `levels`.",
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
  levels: field(
    z.optional(z.array(LEVEL).check(z.minLength(1))),
    "The grids with their outputs, where each has its own, and their anchors, where cells have any.",
  ),
};

type GridFields = z.infer<z.ZodMiniObject<typeof GRIDS>>;

/** What `levels` says of a level. */
export type LevelFields = z.infer<typeof LEVEL>;

/** A level of a feature pyramid. */
export interface CardLevel {
  readonly grid: AnchorGrid;
  /** null where the card has strides alone. */
  readonly fields: LevelFields | null;
}

/** The grids that places belong to; empty where they need none and the card has none. */
export function readLevels(
  { strides, gridSizes, levels }: GridFields,
  frame: CardFrame,
  kind: BoxKind,
  isNeeded: boolean,
  problem: CardProblem,
): readonly CardLevel[] {
  if (!isNeeded && levels === undefined) return [];
  const given = levels?.map(({ stride }) => stride);
  const all = strides ?? given ?? [];
  if (all.length === 0) problem(isByAnchors(kind) ? "levels" : "strides", "is missing");
  if (given !== undefined && String(given) !== String(all)) {
    problem("levels", `has not the strides ${all.join(", ")}`);
    return [];
  }
  const sizes = readSizes(all, gridSizes, frame, problem);
  return all.map((stride, i) => {
    const fields = levels?.[i] ?? null;
    const anchors = (fields?.anchors ?? []).map(
      ([width = 0, height = 0]): Anchor => [width, height],
    );
    if (isByAnchors(kind) && isNeeded && anchors.length === 0) {
      problem(fields === null ? "levels" : `levels[${i}].anchors`, "is missing");
    }
    return { grid: { stride, ...sizes[i]!, anchors }, fields };
  });
}

interface GridSize {
  readonly rows: number;
  readonly columns: number;
}

/** Rows and columns of the grids, which must cover the input: ⌈side/stride⌉ or ⌊side/stride⌋ cells. */
function readSizes(
  strides: readonly number[],
  gridSizes: GridFields["gridSizes"],
  { rule: { heightPx, widthPx } }: CardFrame,
  problem: CardProblem,
): readonly GridSize[] {
  const usual = strides.map((stride) => ({
    rows: Math.ceil(heightPx / stride),
    columns: Math.ceil(widthPx / stride),
  }));
  if (gridSizes === undefined) return usual;
  if (gridSizes.length !== strides.length) {
    const what = `is not a list of [rows, columns] for each of ${strides.length} strides`;
    problem("gridSizes", what);
    return usual;
  }
  for (const [level, stride] of strides.entries()) {
    const [rows, columns] = gridSizes[level]!;
    if (covers(rows!, heightPx, stride) && covers(columns!, widthPx, stride)) continue;
    const input = `${heightPx} × ${widthPx}`;
    problem(
      "gridSizes",
      `[${level}] is ${rows} × ${columns}: stride ${stride} of an input ${input}`,
    );
    return usual;
  }
  return gridSizes.map(([rows, columns]) => ({ rows: rows!, columns: columns! }));
}

function covers(cells: number, side: number, stride: number): boolean {
  return cells === Math.ceil(side / stride) || cells === Math.floor(side / stride);
}
