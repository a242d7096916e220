import type { CurveFigure } from "../metrics/curve-figure.js";
import type { OperatingCurve } from "../metrics/detection/operating-curve.js";
import type { DetectionFacts } from "../results/report-input.js";
import { scoreText } from "./curve-cells.js";
import { counted, grouped, percent } from "./numbers.js";
import { shown } from "./text.js";
import { FINDS, FINDS_PREDICTIONS, type FindsWords } from "./words/detections.js";

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

/** At point `i` of a curve. @param words of boxes, or of what else is predicted */
export function findsAt(curve: OperatingCurve, i: number, words: FindsWords = FINDS): Finds {
  const [hits, misses] = [curve.found[i]!, curve.wrong[i]!];
  const found = figureOf(curve.recall, i, (value) => value, [hits, curve.truth], words.objects);
  const wrong = figureOf(
    curve.precision,
    i,
    (value) => 1 - value,
    [misses, hits + misses],
    words.boxes,
  );
  const withRange = ({ text, interval }: FindsFigure) => ({ text, interval });
  return {
    found,
    wrong,
    sentence:
      found === null && wrong === null
        ? words.nothing
        : [
            found === null ? words.noObjects : words.found(withRange(found)),
            wrong === null ? words.noBoxes : words.wrong(withRange(wrong)),
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
    text: FINDS.ofHundred({ n: ofHundred(notAllNorNone(own)) }),
    interval: hasRange ? `[${ofHundred(least)}, ${ofHundred(most)}]` : null,
    counts: counts({ n: grouped(Math.round(count)), of: grouped(Math.round(all)) }),
  };
}

/** A share to be told in whole hundredths: none and all are said of none and all alone. */
function notAllNorNone(share: number): number {
  return share > 0 && share < 1 ? Math.min(0.99, Math.max(0.01, share)) : share;
}

/** Kinds in fewer units are told by name. */
const FEW_UNITS = 3;
const MOST_NAMES = 12;
/** Where they are folded. */
const MOST_LISTED = 200;

/** Kinds that are too few to judge one by one. */
export interface FewKinds {
  /** How many they are. */
  readonly text: string;
  readonly names: string;
  /** Both, with the first names alone. */
  readonly brief: string;
}

/** What a detector finds at the threshold in use, else where its errors are fewest, in sentences. */
export interface FindsOpening {
  readonly sentence: string;
  /** From which sureness on boxes count, and why. */
  readonly at: string;
  /** Kinds that are too few to judge; null where there are none. */
  readonly few: FewKinds | null;
}

/** Null where no threshold is in use and scores are no shares. */
export function findsOf(facts: DetectionFacts): FindsOpening | null {
  const curve = facts.now ?? facts.fewest ?? null;
  const threshold = curve?.threshold[0];
  if (curve === null || threshold === undefined) return null;
  const isPercent = Math.abs(threshold * 100 - Math.round(threshold * 100)) < 1e-9;
  const at = isPercent ? percent(threshold, 0) : scoreText(threshold);
  const words = facts.notOfBoxes === true ? FINDS_PREDICTIONS : FINDS;
  const count =
    facts.now === null ? words.atFewest : facts.choice === null ? words.atFixed : words.atChosen;
  return { sentence: findsAt(curve, 0, words).sentence, at: count({ at }), few: fewKinds(facts) };
}

function fewKinds({ kinds = [], unit }: DetectionFacts): FewKinds | null {
  const few = kinds.filter(({ units }) => units < FEW_UNITS).map(({ name }) => shown(name, 40));
  if (few.length === 0 || kinds.length < 2) return null;
  const said = {
    count: `${counted(few.length, "label")} ${few.length === 1 ? "is" : "are"}`,
    least: grouped(FEW_UNITS),
    unit: shown(unit, 40),
  };
  return {
    text: FINDS.few({ ...said, names: null }),
    names: firstNames(few, MOST_LISTED),
    brief: FINDS.few({ ...said, names: firstNames(few, MOST_NAMES) }),
  };
}

function firstNames(all: readonly string[], most: number): string {
  const names = all.slice(0, most).join(", ");
  const more = all.length - most;
  return more > 0 ? FINDS.moreNames({ names, count: grouped(more) }) : names;
}
