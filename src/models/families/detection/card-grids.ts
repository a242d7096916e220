import type { CardReader } from "../../card/card-reader.js";
import type { CardFrame, Grid } from "./detector-types.js";

/** `strides` and `gridSizes`, which must cover the input: ⌈side/stride⌉ or ⌊side/stride⌋ cells. */
export function readGrids(decode: CardReader, { rule }: CardFrame): readonly Grid[] {
  decode.oneOf("gridOrder", ["row-major"]);
  const strides = decode.wholes("strides", 1);
  const sizes = decode.has("gridSizes") ? decode.raw["gridSizes"] : [];
  const problem = (what: string): readonly Grid[] => {
    decode.problem("gridSizes", what);
    return [];
  };
  if (!decode.has("gridSizes")) return problem("is missing");
  if (!Array.isArray(sizes) || sizes.length !== strides.length || sizes.length === 0) {
    return problem(`is not a list of [rows, columns] for each of ${strides.length} strides`);
  }
  const grids: Grid[] = [];
  for (const [level, stride] of strides.entries()) {
    const [rows, columns, ...more] = readPair(sizes[level]);
    if (rows === undefined || columns === undefined || more.length > 0) {
      return problem(`[${level}] is not [rows, columns]`);
    }
    if (!covers(rows, rule.heightPx, stride) || !covers(columns, rule.widthPx, stride)) {
      const input = `${rule.heightPx} × ${rule.widthPx}`;
      return problem(`[${level}] is ${rows} × ${columns}: stride ${stride} of an input ${input}`);
    }
    grids.push({ stride, rows, columns });
  }
  return grids;
}

function readPair(value: unknown): readonly number[] {
  if (!Array.isArray(value)) return [];
  return value.every((item) => Number.isSafeInteger(item) && item >= 1) ? value : [];
}

function covers(cells: number, side: number, stride: number): boolean {
  return cells === Math.ceil(side / stride) || cells === Math.floor(side / stride);
}
