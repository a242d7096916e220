import { OBJECT_FLAG } from "../../core/objects.js";
import { type MaskValues, NO_ID } from "./mask-values.js";

/** An object on a mask whose numbers are objects. */
export interface MaskedObject {
  /** The number that it has. */
  readonly id: number;
  /** Label that the number says; null where it says none. */
  readonly label: string | null;
  /** {@link OBJECT_FLAG} bits: a crowd, or pixels of which nothing is said. */
  readonly flags: number;
  /** Lengths of runs of zeros and ones in turn down the columns. */
  readonly runs: readonly number[];
}

/**
 * The objects of a mask, by ascending number: all but 0 are one each. Of Cityscapes' masks 24,000 is the first
 * person: the label is thousands, and a label alone is a group that nobody told apart.
 *
 * @param isCityscapes as their names say
 */
export function objectsOfMask(
  mask: MaskValues,
  isCityscapes: boolean,
  isVoid: (value: number) => boolean = voidOf(mask),
): readonly MaskedObject[] {
  return [...runsOfValues(mask)]
    .sort(([a], [b]) => a - b)
    .flatMap(([id, runs]): readonly MaskedObject[] => {
      if (isCityscapes) {
        const thing = CITYSCAPES_THINGS.get(id < 1000 ? id : Math.floor(id / 1000));
        if (thing === undefined) return [];
        return [{ id, label: thing, flags: id < 1000 ? OBJECT_FLAG.crowd : 0, runs }];
      }
      return [{ id, label: null, flags: isVoid(id) ? OBJECT_FLAG.crowd : 0, runs }];
    });
}

/** Of 16 bits 65,535, with a palette 255 (VOC's borders), −1: nothing is said of the pixel. */
function voidOf({ bits, palette, areColours }: MaskValues): (value: number) => boolean {
  return (value) =>
    value === NO_ID ||
    (!areColours && bits === 16 && value === 0xffff) ||
    (palette !== null && value === 0xff);
}

/** Names of the labels of Cityscapes that have instances (cityscapesScripts, helpers/labels.py). */
const CITYSCAPES_THINGS: ReadonlyMap<number, string> = new Map([
  [24, "person"],
  [25, "rider"],
  [26, "car"],
  [27, "truck"],
  [28, "bus"],
  [29, "caravan"],
  [30, "trailer"],
  [31, "train"],
  [32, "motorcycle"],
  [33, "bicycle"],
]);

/** Lengths of the runs of each number but 0, down the columns, zeros first. */
export function runsOfValues({
  widthPx,
  heightPx,
  values,
}: Pick<MaskValues, "widthPx" | "heightPx" | "values">): ReadonlyMap<number, readonly number[]> {
  const runs = new Map<number, number[]>();
  const ends = new Map<number, number>();
  let place = 0;
  let last = 0;
  let begun = 0;
  const close = (): void => {
    if (last === 0) return;
    const own = runs.get(last);
    if (own === undefined) runs.set(last, [begun, place - begun]);
    else own.push(begun - ends.get(last)!, place - begun);
    ends.set(last, place);
  };
  for (let x = 0; x < widthPx; x++) {
    for (let at = x; at < values.length; at += widthPx, place++) {
      if (values[at] === last) continue;
      close();
      last = values[at]!;
      begun = place;
    }
  }
  close();
  const count = widthPx * heightPx;
  for (const [value, own] of runs) {
    const end = ends.get(value)!;
    if (end < count) own.push(count - end);
  }
  return runs;
}

/**
 * Numbers the pieces of a mask that hang together, across corners too: an object each. All but 0 are one label.
 */
export function piecesOf({
  widthPx,
  values,
}: Pick<MaskValues, "widthPx" | "heightPx" | "values">): Uint32Array {
  const pieces = new Uint32Array(values.length);
  const waiting: number[] = [];
  let count = 0;
  for (let from = 0; from < values.length; from++) {
    if (values[from] === 0 || pieces[from] !== 0) continue;
    pieces[from] = ++count;
    waiting.push(from);
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      const x = at % widthPx;
      for (let dy = -widthPx; dy <= widthPx; dy += widthPx) {
        for (let dx = x === 0 ? 0 : -1; dx <= (x === widthPx - 1 ? 0 : 1); dx++) {
          const to = at + dy + dx;
          if (to < 0 || to >= values.length || values[to] === 0 || pieces[to] !== 0) continue;
          pieces[to] = count;
          waiting.push(to);
        }
      }
    }
  }
  return pieces;
}
