import {
  badClaim,
  type Claim,
  type ClaimMetric,
  type ClaimMetrics,
  checkClaimValue,
  checkCounts,
  claimTolerance,
  percentAsShare,
} from "./claim.js";

export interface ClaimTextOptions {
  readonly metrics: ClaimMetrics;
  /** The run's `--tolerance`; null where none was given. */
  readonly tolerance: number | null;
}

const CLAIM_FORM = "METRIC=VALUE, METRIC=VALUE@K/N, METRIC=VALUE@N or METRIC=VALUE~TOLERANCE";
const REQUIRE_FORM = "METRIC>=VALUE or METRIC<=VALUE";

/**
 * Reads `REF=VALUE[@K/N][~TOLERANCE]`, such as `accuracy=0.944@84/89~0.05`. `@K/N` must round to
 * VALUE at its printed digits, and is then used in its place (CONTRACT, "Metric references"). Of a
 * metric that is no share, `@N` is the number of images of the test set: `map=0.42@5000`.
 *
 * @param where the option, for messages: `--claim`
 * @throws HomegroundError `claim/bad`, `claim/counts-disagree`, `claim/no-tolerance`, and what the
 *   reference's parser throws
 */
export function parseClaim(text: string, options: ClaimTextOptions, where = "--claim"): Claim {
  const place = `${where} '${text}'`;
  const { left, operator, right } = split(text, place, CLAIM_FORM);
  if (operator !== "=") {
    const fix = `Write --require '${text}', or ${left}=${right} for a published figure`;
    throw badClaim(`${operator} is for requirements`, place, fix);
  }
  const reference = options.metrics.parse(left, place);
  const metric = options.metrics.describe(reference);
  const name = options.metrics.format(reference);
  const parts = /^([^@~]*)(?:@([^@~]*))?(?:~([^@~]*))?$/.exec(right);
  if (parts === null) {
    const fix = `Write ${CLAIM_FORM}, the counts before the tolerance`;
    throw badClaim(`'${right}' is not VALUE@K/N~TOLERANCE`, place, fix);
  }
  const [, valueText = "", countsText, toleranceText] = parts;
  const value = parseNumber(valueText, name, place);
  checkClaimValue(value.number, name, metric.range, place);
  const own = toleranceText === undefined ? null : parseNumber(toleranceText, "~", place).number;
  const tolerance = claimTolerance(own, options.tolerance, { name, range: metric.range }, place);
  const base = { reference, metric: name, tolerance, classCounts: null, source: text };
  if (countsText === undefined) {
    return { ...base, value: value.number, evidence: { kind: "point" } };
  }
  if (!metric.isShare && !countsText.includes("/")) {
    const images = parseImages(countsText, place);
    return { ...base, value: value.number, evidence: { kind: "point" }, images };
  }
  const counts = parseCounts(countsText, metric, name, place);
  checkCounts(counts, value, place);
  return { ...base, value: counts.k / counts.n, evidence: { kind: "counts", ...counts } };
}

/**
 * Reads `REF>=VALUE` (where higher is better) or `REF<=VALUE` (where lower is better): a limit that
 * the user sets, checked without tolerance.
 *
 * @throws HomegroundError `claim/bad`, and what the reference's parser throws
 */
export function parseRequirement(text: string, metrics: ClaimMetrics, where = "--require"): Claim {
  const place = `${where} '${text}'`;
  const { left, operator, right } = split(text, place, REQUIRE_FORM);
  const reference = metrics.parse(left, place);
  const { direction, range } = metrics.describe(reference);
  const name = metrics.format(reference);
  const wanted = direction === "higher-is-better" ? ">=" : "<=";
  if (operator !== wanted) {
    const better = direction === "higher-is-better" ? "higher" : "lower";
    const what = `${operator} on ${name}, of which ${better} is better`;
    throw badClaim(what, place, `Write ${name}${wanted}${right}`);
  }
  if (/[@~]/.test(right)) {
    const fix = `Write ${name}${wanted}VALUE, or --claim for a published figure`;
    throw badClaim("a requirement has neither counts nor a tolerance", place, fix);
  }
  const value = parseNumber(right, name, place).number;
  checkClaimValue(value, name, range, place);
  return {
    ...{ reference, metric: name, value, tolerance: 0, classCounts: null, source: text },
    evidence: { kind: "requirement" },
  };
}

/** At the last operator: names of classes inside `{…}` may hold an equals sign. */
function split(
  text: string,
  where: string,
  form: string,
): { left: string; operator: string; right: string } {
  const found = /^(.*?)\s*(>=|<=|≥|≤|=|>|<)\s*([^=<>≥≤}]*)$/su.exec(text.trim());
  const [, left = "", written = "", right = ""] = found ?? [];
  if (left === "" || right === "") {
    throw badClaim("it does not name a metric and a value", where, `Write ${form}`);
  }
  const operator = { "≥": ">=", "≤": "<=", ">": ">=", "<": "<=" }[written] ?? written;
  return { left, operator, right };
}

function parseNumber(
  text: string,
  name: string,
  where: string,
): { text: string; number: number; digits: number } {
  const trimmed = text.trim();
  const percent = /^([+-]?\d+(?:\.\d+)?)\s*%$/.exec(trimmed)?.[1];
  if (percent !== undefined) {
    const share = `${name === "~" ? "~" : `${name}=`}${percentAsShare(percent)}`;
    throw badClaim(`${trimmed} is a percentage`, where, `Write it as a share: ${share}`);
  }
  if (/^[+-]?\d+,\d+$/.test(trimmed)) {
    throw badClaim(`${trimmed} has a decimal comma`, where, `Write ${trimmed.replace(",", ".")}`);
  }
  const found = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d{1,3}))?$/i.exec(trimmed);
  const number = Number(trimmed);
  if (found === null || !Number.isFinite(number)) {
    throw badClaim(`'${trimmed}' is not a number`, where, "Write a plain number, such as 0.944");
  }
  const decimals = (found[1] ?? found[2] ?? "").length;
  const digits = Math.max(0, decimals - Number(found[3] ?? 0));
  return { text: trimmed, number, digits };
}

function parseImages(text: string, where: string): number {
  const images = Number(/^\s*(\d{1,15})\s*$/.exec(text)?.[1] ?? 0);
  if (images > 0) return images;
  const fix =
    "Write the number of images of the published test set, such as @5000, or leave it out";
  throw badClaim(`'@${text}' is not @N`, where, fix);
}

function parseCounts(
  text: string,
  metric: ClaimMetric,
  name: string,
  where: string,
): { k: number; n: number } {
  const found = /^\s*(\d{1,15})\s*\/\s*(\d{1,15})\s*$/.exec(text);
  const [k, n] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || n === 0 || k > n) {
    const fix = "Write how many of how many were right, such as @84/89, or leave the counts out";
    throw badClaim(`'@${text}' is not @K/N`, where, fix);
  }
  if (!metric.isShare) {
    const fix =
      "Write @N, the number of images alone; a record or a result.json can carry the claim's own interval";
    throw badClaim(`${name} is not a share K of N of images`, where, fix);
  }
  return { k, n };
}
