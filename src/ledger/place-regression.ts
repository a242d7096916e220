import { exp } from "../core/elementary.js";
import type { Code, Count, PositiveCount } from "../core/json-values.js";
import { metaRegression } from "../statistics/meta-regression.js";
import { logits } from "../statistics/next-site.js";
import { isCoveredAlike, type LikedSite } from "./foreseen.js";
import type { PlaceAttributes } from "./shared-result.js";

/** Random effects: REML, and Knapp and Hartung's intervals with t of k − p degrees of freedom. */
export interface PlaceRegression {
  readonly attributes: readonly string[];
  /** Places of which all of these are known. */
  readonly k: Count;
  readonly method: "reml-hk-adhoc";
  /** Null for fewer than ten places, more than 20 differences, or where one property follows from the others. */
  readonly fit: {
    /** Standard deviation of the true logits between places that are alike in all of them. */
    readonly tau: number;
    readonly df: PositiveCount;
    readonly coefficients: readonly PlaceCoefficient[];
  } | null;
  readonly warnings: readonly Code[];
}

/** A difference in logits: what it is held against is the same place otherwise. */
export interface PlaceCoefficient {
  readonly attribute: string;
  /** Value of the property that is held against `against`; null for a number, of which one more is meant. */
  readonly level: string | null;
  readonly against: string | null;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Odds of a hit, so many times as large. */
  readonly oddsRatio: number;
  readonly oddsLow: number;
  readonly oddsHigh: number;
}

/** A place, with what is said of it by name. */
interface DescribedSite extends LikedSite {
  readonly attributes: PlaceAttributes | null;
}

/** Places that say the same of all that is asked, and whose images are about as much like the record's. */
export function sitesLike(
  sites: readonly DescribedSite[],
  covered: number | null,
  attributes: PlaceAttributes | null,
): readonly DescribedSite[] {
  const asked = Object.entries(attributes ?? {});
  return sites.filter((site) => {
    const isOfKind = asked.every(([name, value]) => attributeOf(site, name) === value);
    return isOfKind && (covered === null || isCoveredAlike(site, covered));
  });
}

/** The share of images like the record's, as a property. */
const COVERED = "covered";

function attributeOf({ attributes, covered }: DescribedSite, name: string): string | number | null {
  if (attributes !== null && Object.hasOwn(attributes, name)) return attributes[name]!;
  return name === COVERED ? covered : null;
}

/** Fewer places are not regressed on. */
const LEAST_REGRESSED = 10;
/** More are names of places rather than kinds of them. */
const MOST_DIFFERENCES = 20;

/** How the figure differs between places by some of their properties. @param by names */
export function placeRegression(
  all: readonly DescribedSite[],
  by: readonly string[],
): PlaceRegression {
  const sites = all.filter((site) => by.every((name) => attributeOf(site, name) !== null));
  const columns = by.flatMap((attribute) => columnsOf(sites, attribute));
  const { values, variances } = logits(sites.map(({ value, nEff }) => ({ share: value, n: nEff })));
  const isTried = sites.length >= LEAST_REGRESSED && columns.length <= MOST_DIFFERENCES;
  const rows = isTried ? sites.map((site) => [1, ...columns.map(({ of }) => of(site))]) : [];
  const found = isTried ? metaRegression(values, variances, rows, LEVEL) : null;
  const isFew = sites.length < LEAST_REGRESSED * Math.max(1, columns.length) || found === null;
  return {
    attributes: by,
    k: sites.length,
    method: "reml-hk-adhoc",
    fit:
      found === null
        ? null
        : {
            tau: Math.sqrt(found.betweenVariance),
            df: found.df,
            coefficients: columns.map(({ attribute, level, against }, i): PlaceCoefficient => {
              const { value, low, high, p } = found.coefficients[i + 1]!;
              const odds = { oddsRatio: odd(value), oddsLow: odd(low), oddsHigh: odd(high) };
              return { attribute, level, against, value, low, high, p, ...odds };
            }),
          },
    warnings: [
      ...(isFew ? ["ledger/few-for-attributes"] : []),
      ...(found === null ? [] : ["ledger/not-a-cause"]),
    ],
  };
}

/** A property in tiny units has huge odds: JSON knows no infinity. */
function odd(logit: number): number {
  return Math.min(Number.MAX_VALUE, exp(logit));
}

interface AttributeColumn extends Pick<PlaceCoefficient, "attribute" | "level" | "against"> {
  readonly of: (site: DescribedSite) => number;
}

/** A number as it is; of words, each but the most frequent one held against that. */
function columnsOf(sites: readonly DescribedSite[], attribute: string): AttributeColumn[] {
  const values = sites.map((site) => attributeOf(site, attribute));
  if (values.every((value) => typeof value === "number")) {
    const of = (site: DescribedSite) => attributeOf(site, attribute) as number;
    return [{ attribute, level: null, against: null, of }];
  }
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const [against, ...levels] = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([level]) => level);
  return levels.map((level) => ({
    attribute,
    level,
    against: against!,
    of: (site) => (String(attributeOf(site, attribute)) === level ? 1 : 0),
  }));
}

const LEVEL = 0.95;
