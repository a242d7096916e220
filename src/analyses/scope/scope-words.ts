import { counted, grouped, percent } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { partName } from "../../reports/words/parts.js";
import type { ResultScope, ResultScopeAttribute } from "../../results/scope-result.js";
import { SCOPE_PAGE, SCOPE_RANGE } from "./words.js";

const MOST_LEVELS = 3;

/** A share of counts that is neither `0%` nor `100%` where it is not. */
export function shareText(k: number, n: number): string {
  if (n === 0 || k === 0) return percent(0, 0);
  if (k === n) return percent(1, 0);
  const whole = Math.round((100 * k) / n);
  if (whole > 0 && whole < 100) return percent(k / n, 0);
  const digits = Number(((100 * k) / n).toFixed(1));
  if (digits > 0 && digits < 100) return percent(k / n, 1);
  return digits >= 100 ? `>${percent(0.999, 1)}` : `<${percent(0.001, 1)}`;
}

type Kinds = Pick<ResultScope, "attributes">;

/** `width above 120 and light night`: a kind of image. */
export function cellText(cell: ResultScope["uncovered"][number]["cell"], kinds: Kinds): string {
  return cell.map(({ attribute, bin }) => binText(attribute, bin, kinds)).join(" and ");
}

/** A bin of an attribute inside a sentence. */
export function binText(attribute: string, bin: string, kinds: Kinds): string {
  const short = binName(attribute, bin, kinds);
  const name = partName(shown(attribute, 40), short);
  // A level says little without its attribute.
  return name === short ? `${shown(attribute, 40)} ${name}` : name;
}

/** A bin as people read it: of a number its limits with four digits that count. */
export function binName(attribute: string, bin: string, { attributes }: Kinds): string {
  const kind = attributes.find(({ name }) => name === attribute)?.kind;
  if (kind !== "numeric") return shown(bin, 60);
  return bin.replace(/\d[\d.]*(?:e[+-]?\d+)?/g, (digits) => {
    const value = Number(digits);
    return Number.isNaN(value) || Number.isInteger(value)
      ? digits
      : String(Number(value.toPrecision(4)));
  });
}

/** Test images of a part: `3 test images: too few to count as tested`. */
export function thereText(
  there: number | null,
  { k, record }: Pick<ResultScope, "k" | "record">,
): string {
  if (there === null) return SCOPE_PAGE.notTold;
  if (there === 0) return SCOPE_PAGE.noTest;
  const v = { n: grouped(there), images: counted(there, "test image").replace(/^\S+ /, "") };
  if (there < (k ?? 0)) return SCOPE_PAGE.few(v);
  return record.clusters === null ? SCOPE_PAGE.scattered(v) : SCOPE_PAGE.fewClusters(v);
}

export function hereText(here: number, images: number): string {
  return SCOPE_PAGE.partHere({ n: grouped(here), share: shareText(here, images) });
}

/** What of an attribute is tested: a range, or the commonest kinds. */
export function testedText(attribute: ResultScopeAttribute): string {
  if (attribute.testedRange !== null) return rangeText(attribute.testedRange);
  const tested = attribute.bins.filter((bin) => bin.tested);
  if (tested.length === 0) return SCOPE_RANGE.nothing;
  return levelsText(tested.map(({ name, there }) => ({ name, n: there ?? 0 })));
}

/** What of it the images here have. */
export function ownText(attribute: ResultScopeAttribute): string {
  if (attribute.hereRange !== null) return rangeText(attribute.hereRange);
  const own = attribute.bins.filter((bin) => bin.here > 0);
  return levelsText(own.map(({ name, here }) => ({ name, n: here })));
}

function rangeText([low, high]: readonly [number, number]): string {
  const [from, to] = [shortNumber(low), shortNumber(high)];
  return from === to
    ? SCOPE_RANGE.one({ value: from })
    : SCOPE_RANGE.range({ low: from, high: to });
}

/** Four digits that count; all of a whole number. */
export function shortNumber(value: number): string {
  return Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(3)));
}

function levelsText(levels: readonly { readonly name: string; readonly n: number }[]): string {
  const sorted = [...levels].sort((a, b) => b.n - a.n);
  const shownLevels = sorted.slice(0, MOST_LEVELS).map(({ name }) => shown(name, 40));
  const rest = sorted.length - shownLevels.length;
  const [only] = shownLevels;
  if (sorted.length === 1 && only !== undefined) return SCOPE_RANGE.one({ value: only });
  return SCOPE_RANGE.levels({
    levels: shownLevels.join(", "),
    more: rest === 0 ? null : grouped(rest),
  });
}
