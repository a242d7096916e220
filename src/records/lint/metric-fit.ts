import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { BALANCED_ACCURACY } from "../../metrics/predictions/balanced-accuracy.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { clausesOf, isDenied } from "./clauses.js";
import type { LintFinding } from "./lint-types.js";

/** Images of the largest class for each of all others, from which accuracy is that class's share. */
const MOST_DOMINANT = 10;
/** Images of the largest class for each of the smallest: the case that docs/decisions/0036 gives. */
const MOST_UNEVEN = 34;

const RANKINGS = /^(?:map|ar|roc-auc|average-precision)(?:$|-)/;
const AT_THRESHOLD =
  /^(?:accuracy|balanced-accuracy|precision|recall|specificity|f1|image-sensitivity|image-specificity|count-\w+)$/;
const OF_ALL_IMAGES = /^(?:accuracy|cohen-kappa|mcc)$/;

const THRESHOLD =
  /\b(?:thresholds?|cut-?offs?|operating points?|alarms?|alerts?|reject(?:s|ed|ion)?|flag(?:s|ged)?|trigger(?:s|ed)?|scores? (?:is |are )?(?:above|over|below|under|of at least|≥|>)|(?:above|over|below|under|from) (?:a score of )?0?\.\d+)\b/iu;
const NUMBERS =
  /\b(?:abundances?|densit(?:y|ies)|how many|counts? of|counting|counted|census|population sizes?|number of (?!pictures|images|photos|photographs|frames|scans|slides|radiographs|hours|false|missed|wrong))/iu;
const EACH_CLASS =
  /\b(?:rare(?:st)?|each|every|all) (?:\w+ )?(?:class(?:es)?|species|types?|kinds?|categor(?:y|ies)|disease|defect)/iu;
const VOLUME =
  /\b(?:share|proportion|percentage|fraction|most|number|volume) of (?:the )?(?:pictures|images|photos|photographs|frames|scans|slides|radiographs|work|workload)/iu;
const RARE_SAID =
  /\b(?:rare|rarer|rarest|minorit(?:y|ies)|imbalanced?|uneven|prevalence|smaller class(?:es)?|always (?:answering|saying))/iu;

/** Where the figure that stands first does not measure what the stated decision needs. */
export function metricFindings(record: TransparencyRecord): LintFinding[] {
  const [first] = record.claims;
  if (first === undefined) return [];
  const { decision } = record.construct;
  const ids = record.claims.map(({ metric }) => idOf(metric));
  const found = [...imbalance(record, first.metric)];
  const mismatch = (code: LintFinding["code"]): void => {
    const values = { metric: first.metric };
    found.push({ code, severity: "warning", field: "construct.decision", values });
  };
  const id = idOf(first.metric);
  const decides = (pattern: RegExp): boolean => says(decision, pattern);
  const isRanking = RANKINGS.test(id);
  if (isRanking && !ids.some((one) => AT_THRESHOLD.test(one))) {
    if (decides(THRESHOLD) || hasThreshold(record)) mismatch("lint/ranking-for-threshold");
  }
  if (!ids.some((one) => one.startsWith("count-")) && decides(NUMBERS)) {
    mismatch("lint/image-metric-for-counts");
  }
  const isMicro = OF_ALL_IMAGES.test(id) || /average=(?:micro|weighted)/.test(first.metric);
  if (isMicro && decides(EACH_CLASS)) mismatch("lint/average-for-each-class");
  const isMacro = id === BALANCED_ACCURACY.id || /average=macro/.test(first.metric);
  if (isMacro && decides(VOLUME)) mismatch("lint/average-for-volume");
  return found;
}

function* imbalance(record: TransparencyRecord, metric: string): Generator<LintFinding> {
  const { confusion, construct } = record;
  const isShare = idOf(metric) === ACCURACY.id || /average=micro/.test(metric);
  if (!isShare || confusion === null) return;
  const classes = confusion.labels
    .map((name, i) => ({ name, images: sum(confusion.counts[i] ?? []) }))
    .filter(({ images }) => images > 0)
    .sort((a, b) => b.images - a.images);
  const [largest, smallest] = [classes[0], classes.at(-1)];
  if (largest === undefined || smallest === undefined || classes.length < 2) return;
  const others = sum(classes.map(({ images }) => images)) - largest.images;
  const isUneven =
    largest.images >= MOST_DOMINANT * others || largest.images >= MOST_UNEVEN * smallest.images;
  if (
    !isUneven ||
    tells(
      construct.doesNotShow,
      classes.slice(1).map(({ name }) => name),
    )
  )
    return;
  yield {
    code: "lint/accuracy-imbalance",
    severity: "warning",
    field: "construct.doesNotShow",
    values: {
      metric,
      ratio: String(Math.round(largest.images / smallest.images)),
      largest: largest.name,
      smallest: smallest.name,
      guess: ((100 * largest.images) / (largest.images + others)).toFixed(1),
    },
  };
}

/** Whether the author says that the figure tells little about smaller classes. */
function tells(doesNotShow: string | null, smaller: readonly string[]): boolean {
  const words = ` ${(doesNotShow ?? "").toLowerCase()} `;
  const isNamed = (name: string): boolean =>
    words.split(name.toLowerCase()).some((before, i, parts) => {
      const after = parts[i + 1];
      return after !== undefined && !/[\p{L}\d]$/u.test(before) && !/^[\p{L}\d]/u.test(after);
    });
  return RARE_SAID.test(words) || smaller.some(isNamed);
}

function hasThreshold({ settings }: TransparencyRecord): boolean {
  return ["threshold", "operatingPoint"].some((key) => typeof settings[key] === "number");
}

/** Whether a text says something, and does not deny it. */
export function says(text: string | null, pattern: RegExp): boolean {
  return clausesOf(text ?? "").some((clause) => {
    const match = pattern.exec(clause.text);
    return match !== null && !isDenied(clause, match.index, match.index + match[0].length);
  });
}

function idOf(metric: string): string {
  return metric.split("{", 1)[0] ?? metric;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
