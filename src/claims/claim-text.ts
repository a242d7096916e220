import { type Sentence, say } from "../core/sentence.js";
import {
  badClaim,
  type Claim,
  type ClaimMetric,
  type ClaimMetrics,
  checkClaimValue,
  checkCounts,
  claimTolerance,
} from "./claim.js";
import { badCounts, type Counted, readCounted, readSize } from "./claim-counts.js";
import { checkLimit } from "./claim-limit-check.js";
import { plainSigns, type ReadValue, readNumber, readValue } from "./claim-number.js";
import { readTolerance } from "./claim-tolerance.js";

export interface ClaimTextOptions {
  readonly metrics: ClaimMetrics;
  /** The run's `--tolerance`; null where none was given. */
  readonly tolerance: number | null;
  /** The metric of a text that is a figure alone; null or absent where it has to name one. */
  readonly assumed?: string | null;
}

const CLAIM_OPTION = { command: "--claim", app: "the published figure" };
const REQUIRE_OPTION = { command: "--require", app: "your requirement" };
const CLAIM_FORM = "METRIC=VALUE, METRIC=VALUE@K/N, METRIC=VALUE@N or METRIC=VALUE~TOLERANCE";
const REQUIRE_FORM = "METRIC>=VALUE or METRIC<=VALUE";
/** Names of classes may be long; nobody's claim is longer. */
const MOST_LETTERS = 2000;

/**
 * Reads a published figure as people write it: `REF=VALUE[@K/N][~TOLERANCE]`, such as
 * `accuracy=0.944@84/89~0.05`, and also `acc 94,4 %`, `accuracy = 84 of 89`,
 * `accuracy: 94.4 % (84 of 89)`, `94.4@89`. A share may be a percentage; a number that could be either
 * is the share. K/N must round to VALUE at its printed digits, and is then used in its place (CONTRACT,
 * "Metric references"). `@N` alone is the number of images of the test set: of a share of all images it
 * gives K, the whole number nearest to VALUE·N; of other metrics it stays beside the value.
 *
 * @param where the option, for messages: `--claim`
 * @throws HomegroundError `claim/bad`, `claim/unit`, `claim/counts-disagree`, `claim/no-tolerance`,
 *   `claim/below-chance`, and what the reference's parser throws
 */
export function parseClaim(
  text: string,
  options: ClaimTextOptions,
  where: Sentence = CLAIM_OPTION,
): Claim {
  const place = say`${where} '${text}'`;
  const halves = split(text, place, options, CLAIM_FORM);
  const { left, operator, right } = halves;
  if (operator !== "=") {
    const fix = {
      command: `Write --require '${text}', or ${left}=${right} for a published figure`,
      app: `State it as a requirement under Your question, or ${left}=${right} as the published figure`,
    };
    throw badClaim(`${operator} is for requirements`, place, fix);
  }
  const { reference, metric, name } = metricOf(left, options.metrics, place);
  const parts = /^([^~]*)(?:~([^~]*))?$/.exec(plainSigns(right));
  if (parts === null) {
    const fix = `Write ${CLAIM_FORM}`;
    throw badClaim(`'${right}' has more than one tolerance`, place, fix);
  }
  const [, figureText = "", toleranceText] = parts;
  const written = (value: string): string => `${name}=${value}`;
  const figure = readFigure(figureText, { metric, name, place, written });
  checkClaimValue(figure.value, name, metric.range, place);
  const own =
    toleranceText === undefined
      ? null
      : readTolerance(toleranceText, metric, figure.asPercent, place, (tolerance) =>
          written(`${figure.text}~${tolerance}`),
        );
  const tolerance = claimTolerance(own, options.tolerance, { ...metric, name }, place);
  checkLimit({ value: figure.value, tolerance, text: figure.text, metric, name, place, written });
  return {
    reference,
    metric: name,
    value: figure.value,
    tolerance,
    evidence: figure.evidence,
    ...(figure.images === null ? {} : { images: figure.images }),
    classCounts: null,
    source: text,
    ...(isPlain(halves, name) && !figure.isInterpreted ? {} : { isInterpreted: true }),
  };
}

/**
 * Reads `REF>=VALUE` (where higher is better) or `REF<=VALUE` (where lower is better): a limit that
 * the user sets, checked without tolerance. The value is written as in {@link parseClaim}.
 *
 * @throws HomegroundError `claim/bad`, `claim/unit`, `claim/below-chance`, and what the reference's
 *   parser throws
 */
export function parseRequirement(
  text: string,
  metrics: ClaimMetrics,
  where: Sentence = REQUIRE_OPTION,
): Claim {
  const place = say`${where} '${text}'`;
  const options = { metrics, tolerance: null };
  const halves = split(text, place, options, REQUIRE_FORM);
  const { left, operator, right } = halves;
  const { reference, metric, name } = metricOf(left, metrics, place);
  const isHigher = metric.direction === "higher-is-better";
  const wanted = isHigher ? ">=" : "<=";
  const written = (value: string): string => `${name}${wanted}${value}`;
  if (operator !== wanted) {
    const what = `${operator} on ${name}, of which ${isHigher ? "higher" : "lower"} is better`;
    throw badClaim(what, place, `Write ${written(right)}`);
  }
  if (/[@~]/.test(right)) {
    const fix = {
      command: `Write ${written("VALUE")}, or --claim for a published figure`,
      app: `Write ${written("VALUE")}, or give it as the published figure`,
    };
    throw badClaim("a requirement has neither counts nor a tolerance", place, fix);
  }
  const typed = plainSigns(right);
  const counts = readCounted(typed);
  const read = counts === null ? readValue(typed, metric, name, place, written) : null;
  const value = read?.number ?? counts!.k / counts!.n;
  checkClaimValue(value, name, metric.range, place);
  const shown = read?.text ?? typed;
  checkLimit({ value, tolerance: 0, text: shown, metric, name, place, written });
  return {
    reference,
    metric: name,
    value,
    tolerance: 0,
    classCounts: null,
    source: text,
    evidence: { kind: "requirement" },
    ...(isPlain(halves, name) && read?.asPercent === false ? {} : { isInterpreted: true }),
  };
}

/** A claim as it is stored, which {@link parseClaim} reads as the same but for its tolerance: `accuracy=0.944@84/89`. */
export function writtenClaim({
  metric,
  value,
  evidence,
  images,
}: Pick<Claim, "metric" | "value" | "evidence" | "images">): string {
  if (evidence.kind === "counts") {
    const { k, n } = evidence;
    return `${metric}=${(k / n).toFixed(3)}@${k}/${n}`;
  }
  return `${metric}=${value}${images === undefined ? "" : `@${images}`}`;
}

function metricOf(left: string, metrics: ClaimMetrics, place: Sentence) {
  // Words of a name may stand apart: `balanced accuracy`.
  const words = left.includes("{") ? left : left.trim().replaceAll(/\s+/g, "-");
  const reference = metrics.parse(words, place);
  return { reference, metric: metrics.describe(reference), name: metrics.format(reference) };
}

interface FigureContext {
  readonly metric: ClaimMetric;
  readonly name: string;
  readonly place: Sentence;
  readonly written: (value: string) => string;
}

interface ReadFigure {
  readonly value: number;
  /** The value in print, in the metric's own unit. */
  readonly text: string;
  readonly asPercent: boolean;
  /** Whether it was not written as it is stored. */
  readonly isInterpreted: boolean;
  readonly evidence: Claim["evidence"];
  readonly images: number | null;
}

/** A value, and what stands beside it about the images it was measured on. */
function readFigure(text: string, context: FigureContext): ReadFigure {
  const { metric, name, place, written } = context;
  const { valueText, besideText } = splitEvidence(text);
  const whole = besideText === null ? readCounted(valueText) : null;
  if (whole !== null) {
    const value = whole.k / whole.n;
    const text = `${whole.k}/${whole.n}`;
    return { value, text, asPercent: true, isInterpreted: true, ...counted(whole, context) };
  }
  const value = readValue(valueText, metric, name, place, written);
  const { number, text: shown, asPercent } = value;
  const read = { value: number, text: shown, asPercent, isInterpreted: asPercent };
  if (besideText === null) return { ...read, evidence: { kind: "point" }, images: null };
  const counts = readCounted(besideText);
  if (counts !== null) {
    checkCounts(counts, value, place);
    return { ...read, value: counts.k / counts.n, ...counted(counts, context) };
  }
  const images = readSize(besideText);
  if (images === null || (metric.isShare && !metric.isShareOfAll)) {
    throw badCounts(besideText, metric, place, written(value.text));
  }
  if (!metric.isShare) return { ...read, evidence: { kind: "point" }, images };
  const nearest = nearestCounts(value, images);
  checkCounts(nearest, value, place);
  const found = counted(nearest, context);
  return { ...read, value: nearest.k / images, isInterpreted: true, ...found };
}

function nearestCounts({ number }: ReadValue, n: number): Counted {
  return { k: Math.min(n, Math.max(0, Math.round(number * n))), n };
}

function counted(
  counts: Counted,
  { metric, name, place, written }: FigureContext,
): Pick<ReadFigure, "evidence" | "images"> {
  if (metric.isShare) return { evidence: { kind: "counts", ...counts }, images: null };
  const fix = `Write its value and the number of images, such as ${written(`0.8@${counts.n}`)}`;
  throw badClaim(`${name} is not a share K of N of images`, place, fix);
}

/** `VALUE@84/89`, `VALUE (84 of 89)`, `VALUE: 84 of 89 right`, `VALUE, 84 of 89`, `VALUE on 89 images`. */
function splitEvidence(text: string): { valueText: string; besideText: string | null } {
  const found =
    /^([^@]*)@(.*)$/.exec(text) ??
    /^([^(]*)\((.*)\)$/.exec(text) ??
    /^([^:]*):(.*)$/.exec(text) ??
    /^(.*), (.*)$/.exec(text) ??
    /^(.*) on (.*)$/.exec(text);
  if (found === null) return { valueText: text.trim(), besideText: null };
  return { valueText: (found[1] ?? "").trim(), besideText: (found[2] ?? "").trim() };
}

interface Halves {
  readonly left: string;
  readonly operator: string;
  readonly right: string;
  /** Whether both and the operator were written. */
  readonly isWritten: boolean;
}

/** Metric and value: at the last operator, since names of classes inside `{…}` may hold an equals sign. */
function split(text: string, where: Sentence, options: ClaimTextOptions, form: string): Halves {
  const trimmed = text.trim();
  if (trimmed.length > MOST_LETTERS) {
    throw badClaim(`it has ${trimmed.length} letters`, where, `Write ${form}`);
  }
  const found = /^(.*?)\s*(>=|<=|≥|≤|=|>|<)\s*([^=<>≥≤}]*)$/su.exec(trimmed);
  const [, left = "", written = "", right = ""] = found ?? [];
  if (left !== "" && right !== "") {
    const operator = { "≥": ">=", "≤": "<=", ">": ">=", "<": "<=" }[written] ?? written;
    return { left, operator, right, isWritten: true };
  }
  if (found === null) {
    const halves = withoutOperator(trimmed, where, options);
    if (halves !== null) return halves;
  }
  throw badClaim("it does not name a metric and a value", where, `Write ${form}`);
}

/** `acc 0.944`, `accuracy: 94.4 %`, `recall{class=deer} 90 %`, and a figure alone. */
function withoutOperator(
  text: string,
  where: Sentence,
  { assumed = null }: ClaimTextOptions,
): Halves | null {
  const halves = (left: string, right: string): Halves => ({
    left,
    operator: "=",
    right,
    isWritten: false,
  });
  if (startsFigure(text)) {
    if (assumed !== null) return halves(assumed, text);
    const fix = `Say which figure it is, such as accuracy=${text}`;
    throw badClaim(`'${text}' names no metric`, where, fix);
  }
  if (!/^\p{L}/u.test(text)) {
    const fix = "Write such as accuracy=0.944, accuracy=94.4 % or accuracy=84/89";
    throw badClaim(`'${text}' is not a figure`, where, fix);
  }
  const braces = /^([^{]*\{.*\})\s*:?\s*([^}]+)$/s.exec(text);
  if (braces !== null) return halves(braces[1] ?? "", braces[2] ?? "");
  for (const { index } of text.matchAll(/\s+(?=[-+\u2212.\d])/gu)) {
    const right = text.slice(index).trim();
    if (!startsFigure(right)) continue;
    return halves(text.slice(0, index).replace(/:$/, ""), right);
  }
  return null;
}

/** Whether a text begins with a value and goes on as a figure does: `50` of "top 50 accuracy" does not. */
function startsFigure(text: string): boolean {
  const { valueText } = splitEvidence(plainSigns(text).split("~")[0] ?? "");
  return readNumber(valueText) !== null || readCounted(valueText) !== null;
}

/** Whether a claim is written as it is stored: by the metric's own name, in decimals. */
function isPlain({ left, right, isWritten }: Halves, name: string): boolean {
  const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
  const plain = new RegExp(
    String.raw`^\s*(${number})\s*(?:@\s*\d+\s*/\s*\d+\s*|@\s*\d+\s*)?(?:~\s*${number}\s*)?$`,
    "i",
  );
  return isWritten && left.trim() === name && plain.test(right);
}
