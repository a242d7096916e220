import { LEAKAGE_WARNINGS } from "../../analyses/leakage/leakage-result.js";
import { canonicalJson, type Json } from "../../core/canonical-json.js";
import type { EvaluatedOutcomes } from "../../evaluation/evaluated-outcomes.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { READING_WARNINGS } from "../../evaluation/result-imports.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import { UNANSWERED_WARNINGS } from "../../tasks/unanswered/unanswered.js";
import type {
  RecordClaim,
  RecordClusters,
  RecordSettings,
  TransparencyRecord,
} from "../record/record-types.js";
import { listOfText } from "../record/setting-values.js";
import { isOfPeople } from "./people.js";

/** What a record states of an evaluation. */
export type RecordFigures = Pick<TransparencyRecord, "claims" | "confusion" | "clusters">;

/** More cells than this of all clusters together are not stated. */
const MOST_CLUSTER_CELLS = 200_000;
const MOST_CLUSTERS = 100_000;
const NOT_USED = "clusters/not-used";
const GUESSED_CARD = "model/guessed-card";
/** Said of headlines, as the settings have it: lines of a record may not show it. */
const AS_SET: ReadonlySet<string> = new Set([NOT_USED, GUESSED_CARD]);
/** What the lines of a record alone cannot repeat: it is said of images and files. */
const NOT_OF_PREDICTIONS: ReadonlySet<string> = new Set([
  ...LEAKAGE_WARNINGS,
  ...READING_WARNINGS,
  ...Object.values(UNANSWERED_WARNINGS),
]);

/**
 * The figures of a record: every estimate of the whole set, the headline first. Slices are no claims.
 *
 * @param settings say which attributes look like clusters and are not used, and what of the card was
 *   guessed: the record's lines show neither
 */
export function recordFigures(evaluation: Evaluation, settings: RecordSettings): RecordFigures {
  const { result, outcomes } = evaluation;
  const notUsed = listOfText(settings, "clustersNotUsed").length > 0;
  const isGuessed = listOfText(settings, "guessedCard").length > 0;
  const claims = result.estimates.flatMap(({ role, slice, bias: _, ...one }): RecordClaim[] => {
    // How far a value may be off follows from the lines: a record states the value and its interval.
    if (slice !== null) return [];
    const warnings = one.warnings.filter(
      (code) => !AS_SET.has(code) && !NOT_OF_PREDICTIONS.has(code),
    );
    if (notUsed && role === "headline") warnings.push(NOT_USED);
    if (isGuessed && role === "headline") warnings.push(GUESSED_CARD);
    return [{ ...one, warnings, recomputable: true }];
  });
  return { claims, confusion: result.confusion, clusters: clustersOf(evaluation, outcomes) };
}

/**
 * Claims, each with whether it is among those computed again, equal in everything. A metric that is
 * stated twice (at another site, and here) is compared in turn.
 */
export function matchedClaims(
  claims: readonly RecordClaim[],
  again: readonly RecordClaim[],
): RecordClaim[] {
  const byKey = claimsByKey(again);
  return [...claimsByKey(claims)].map(([key, claim]) => {
    const other = byKey.get(key);
    // It is said of headlines, and which figures are those depends on what was claimed.
    const text = (one: RecordClaim) => {
      const warnings = one.warnings.filter((code) => !AS_SET.has(code));
      return canonicalJson({ ...one, warnings, recomputable: true } as unknown as Json);
    };
    return { ...claim, recomputable: other !== undefined && text(other) === text(claim) };
  });
}

/** Claims by their metric, and which of that metric they are. */
export function claimsByKey(claims: readonly RecordClaim[]): Map<string, RecordClaim> {
  const times = new Map<string, number>();
  return new Map(
    claims.map((claim) => {
      const time = (times.get(claim.metric) ?? 0) + 1;
      times.set(claim.metric, time);
      return [`${claim.metric} #${time}`, claim];
    }),
  );
}

/** Units and hits of each cluster in the order of their first unit, which is no name. */
function clustersOf(
  { question, result }: Evaluation,
  outcomes: EvaluatedOutcomes,
): RecordClusters | null {
  const { clusters } = question;
  if (clusters === null || clusters.count > MOST_CLUSTERS) return null;
  const size = new Array<number>(clusters.count).fill(0);
  for (const g of clusters.cluster) size[g]!++;
  const attribute = clusters.attribute ?? clusters.name;
  const base = { attribute, people: isOfPeople(attribute), size };
  const shown = result.confusion?.labels;
  if (!haveOneLabel(outcomes) || shown === undefined) {
    return { ...base, hits: null, confusion: null };
  }
  const { truth, predicted, classes } = outcomes;
  const hits = new Array<number>(clusters.count).fill(0);
  const width = shown.length;
  const placeOf = new Map(shown.map((label, k) => [label, k]));
  const place = Int32Array.from(classes, (label) => placeOf.get(label) ?? 0);
  const told = clusters.count * width * width <= MOST_CLUSTER_CELLS;
  const tables = told ? size.map(() => new Array<number>(width * width).fill(0)) : null;
  for (let i = 0; i < truth.length; i++) {
    const g = clusters.cluster[i]!;
    if (truth[i] === predicted[i]) hits[g]!++;
    if (tables !== null) tables[g]![place[truth[i]!]! * width + place[predicted[i]!]!]!++;
  }
  return { ...base, hits, confusion: tables };
}
