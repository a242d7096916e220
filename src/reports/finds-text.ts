import type { CurveFigure } from "../metrics/curve-figure.js";
import type { OperatingCurve } from "../metrics/detection/operating-curve.js";
import { grouped } from "./numbers.js";
import { FINDS } from "./words/detections.js";

/** A share in a hundred, with its range. */
export interface FindsFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** `52 of 100`. */
  readonly text: string;
  /** `[48, 58]`; null where there is no range. */
  readonly interval: string | null;
  /** `258 of 493 objects`. */
  readonly counts: string;
}

/** What a detector finds, and what of its boxes is wrong, from one score on. */
export interface Finds {
  /** Of the objects that are there; null where there are none. */
  readonly found: FindsFigure | null;
  /** Of its boxes; null where it draws none. */
  readonly wrong: FindsFigure | null;
  /** `It finds 52 of 100 objects [48, 58]; of its boxes 40 of 100 are wrong [35, 45].` */
  readonly sentence: string;
}

/** At point `i` of a curve. */
export function findsAt(curve: OperatingCurve, i: number): Finds {
  const [hits, misses] = [curve.found[i]!, curve.wrong[i]!];
  const found = figureOf(curve.recall, i, (value) => value, [hits, curve.truth], FINDS.objects);
  const wrong = figureOf(
    curve.precision,
    i,
    (value) => 1 - value,
    [misses, hits + misses],
    FINDS.boxes,
  );
  const withRange = ({ text, interval }: FindsFigure) => ({ text, interval });
  return {
    found,
    wrong,
    sentence:
      found === null && wrong === null
        ? FINDS.nothing
        : [
            found === null ? FINDS.noObjects : FINDS.found(withRange(found)),
            wrong === null ? FINDS.noBoxes : FINDS.wrong(withRange(wrong)),
          ].join(" "),
  };
}

function figureOf(
  { value, low, high }: CurveFigure,
  i: number,
  as: (value: number) => number,
  [count, all]: readonly [number, number],
  counts: (v: { n: string; of: string }) => string,
): FindsFigure | null {
  const own = as(value[i]!);
  if (Number.isNaN(own)) return null;
  const ends = [as(low[i]!), as(high[i]!)].sort((a, b) => a - b);
  const [least = Number.NaN, most = Number.NaN] = ends;
  const hasRange = !ends.some(Number.isNaN);
  const ofHundred = (share: number): string => grouped(share * 100, 0);
  return {
    value: own,
    low: hasRange ? least : null,
    high: hasRange ? most : null,
    text: FINDS.ofHundred({ n: ofHundred(own) }),
    interval: hasRange ? `[${ofHundred(least)}, ${ofHundred(most)}]` : null,
    counts: counts({ n: grouped(Math.round(count)), of: grouped(Math.round(all)) }),
  };
}
