import { corruptionOf } from "../images/corruptions/registry.js";
import {
  differenceText,
  differenceWithUnit,
  intervalText,
  signedDifference,
  valueText,
} from "../reports/estimate-text.js";
import { counted, grouped, listed, percent } from "../reports/numbers.js";
import { capitalised, shown } from "../reports/text.js";
import { type MetricWords, metricWords } from "../reports/words/metrics.js";
import type { KindCosts, PairDifference, Stress, StressStatement } from "./stress.js";
import { STRESS } from "./words.js";

export const nameOf = (text: string): string => shown(text, 60);

/** `Gaussian noise`. */
export function kindText(kind: string): string {
  return corruptionOf(kind)?.words ?? STRESS.clean;
}

/** `6 px radius`. */
export function parameterText(parameter: number | null, of: string | null): string {
  if (parameter === null) return STRESS.none;
  const value = String(Number(parameter.toPrecision(4)));
  if (of === null) return value;
  // Quality 25, and not 25 quality.
  if (/^(quality|optical depth)$/.test(of)) return `${of} ${value}`;
  return `${value} ${value === "1" ? of.replace(/^(stop|degree|photon)s\b/, "$1") : of}`;
}

/** Names of kinds in a sentence: the first word small. */
export function kindsText(kinds: readonly string[]): string {
  return listed(
    kinds.map((kind) => {
      const words = kindText(kind);
      // JPEG stays JPEG, and Gauss has a name.
      return /^(JPEG|Gauss)/.test(words) ? words : words.charAt(0).toLowerCase() + words.slice(1);
    }),
  );
}

/** Statements that are written out: which kinds cost anything at all, the table says. */
export function told(about: readonly StressStatement[]): readonly StressStatement[] {
  return about.filter(({ statement }) => statement !== "stress/costs");
}

/** The answer in a sentence: two models that part where pictures are altered, else what costs the first model most. */
export function stressHeading({ costs, about, metric }: Stress): string {
  const parted = about.find(({ statement }) => statement === "stress/equal-not-robust");
  if (parted !== undefined) {
    const [a = "", b = ""] = parted.models.map(nameOf);
    return STRESS.heading.parted({ a, b });
  }
  const first = about.find(({ statement }) => statement === "stress/costs-most");
  if (first === undefined) return STRESS.heading.none;
  const [model = ""] = first.models;
  const { kinds } = first;
  if (kinds.length !== 1) {
    return capitalised(STRESS.heading.several({ kinds: kindsText(kinds), model: nameOf(model) }));
  }
  const cost = costs
    .find(({ kind }) => kind === kinds[0])
    ?.models.find(({ name }) => name === model);
  const { scale } = metricWords(metric);
  const points = differenceWithUnit(scale, differenceText(scale, Math.abs(cost?.change ?? 0)));
  return STRESS.heading.one({
    ...{ kind: kindText(kinds[0]!), model: nameOf(model), points },
    alone: costs.length === 1,
  });
}

/** What is said beside the cost of a kind: that it is told, or is the most of those that were tried. */
export function costMark(
  { most, told: isTold }: KindCosts["models"][number],
  costs: readonly KindCosts[],
): string | null {
  if (most && costs.length > 1) return STRESS.most;
  return isTold ? STRESS.told : null;
}

/** A statement as a sentence. */
export function statementText(
  { statement, models, kinds }: StressStatement,
  stress: Stress,
): string {
  const words = STRESS.statements[statement as keyof typeof STRESS.statements];
  if (words === undefined) return statement;
  const [a = "", b = ""] = models;
  const pair = stress.pairs.find((one) => [one.a, one.b].includes(a) && [one.a, one.b].includes(b));
  const range = (of: PairDifference | undefined): string =>
    of === undefined ? STRESS.none : pairText(of, pair?.a !== a, metricWords(stress.metric));
  return words({
    a: nameOf(a),
    b: nameOf(b),
    kinds: kindsText(kinds),
    several: kinds.length > 1,
    alone: stress.costs.length === 1,
    clean: range(pair?.clean),
    altered: range(pair?.altered),
  });
}

/** `+4.2 points [1.0, 7.4]`, the other way round where the second is spoken of first. */
function pairText(
  { difference, low, high }: PairDifference,
  isTurned: boolean,
  words: MetricWords,
): string {
  const [value, from, to] = isTurned
    ? [minus(difference), minus(high), minus(low)]
    : [difference, low, high];
  return value === null ? STRESS.none : differenceRange(words, value, from, to);
}

const minus = (value: number | null): number | null => (value === null ? null : -value);

/** A difference with its range. */
export function differenceRange(
  { scale }: MetricWords,
  value: number | null,
  low: number | null,
  high: number | null,
): string {
  if (value === null) return STRESS.none;
  const text = differenceWithUnit(scale, signedDifference(scale, value));
  if (low === null || high === null) return STRESS.noRange({ text });
  return `${text} [${signedDifference(scale, low)}, ${signedDifference(scale, high)}]`;
}

/** What the terminal says: the answer, what kinds cost, what holds over all of them. */
export function stressText(stress: Stress): string {
  const { metric, unit, images, clusters, models, costs, mce, relative, worst, level } = stress;
  const words = metricWords(metric);
  const inGroups = clusters === null ? "" : ` in ${counted(clusters, "group")}`;
  const [clean] = stress.kinds;
  const lines = [
    stressHeading(stress),
    "",
    `${words.label} (${metric}) of ${counted(models.length, "model")} on ${counted(images, unit)}${inGroups}`,
    ...(clean?.models ?? []).map(({ name, value, low, high }) => {
      const figure = value === null ? STRESS.none : valueText(words.scale, value, images);
      return `  ${nameOf(name)}  ${figure} ${intervalText(words.scale, low, high, images) ?? ""}`.trimEnd();
    }),
    "",
    `Mean change by kind, all of them at one common error of ${percent(1 - level, 0)}`,
    ...models.flatMap(({ name }, m) => [
      ...(models.length > 1 ? [`  ${nameOf(name)}`] : []),
      ...costs
        .toSorted((a, b) => (a.models[m]!.change ?? 0) - (b.models[m]!.change ?? 0))
        .map(({ kind, models: of }) => {
          const { change, low, high } = of[m]!;
          const mark = costMark(of[m]!, costs);
          return `  ${kindText(kind).padEnd(18)}${differenceRange(words, change, low, high)}${mark === null ? "" : `  ${mark}`}`;
        }),
    ]),
    "",
    ...mce.map(({ name, value, low, high }, m) => {
      const growth = relative[m]!;
      const range = intervalText("number", low, high, null) ?? "";
      const mean = value === null ? STRESS.none : grouped(value, 3);
      const grown = growth.value === null ? STRESS.none : signedDifference("number", growth.value);
      return `${STRESS.mce}  ${nameOf(name)}  ${mean} ${range}, above that of the pictures as they are by ${grown}`;
    }),
    ...worst.map(({ name, images: right, broken, budget }) => {
      return `Search  ${nameOf(name)}  ${grouped(broken)} of ${counted(right, `right ${unit}`)} wrong in one of ${counted(budget, "try").replace("trys", "tries")}, or more: a lower bound`;
    }),
    "",
    ...told(stress.about).map((one) => statementText(one, stress)),
    ...stress.warnings.map((code) => `${code}: ${STRESS.warnings[code] ?? ""}`.trim()),
  ];
  return lines.join("\n");
}
