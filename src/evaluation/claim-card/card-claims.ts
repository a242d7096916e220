import {
  badClaim,
  type Claim,
  type ClaimMetrics,
  type ClaimNote,
  checkClaimValue,
  claimTolerance,
} from "../../claims/claim.js";
import { isHomegroundError } from "../../core/errors.js";
import { type Sentence, type Surface, said, say, whatFor } from "../../core/sentence.js";
import { WAY } from "../../core/ways.js";
import type { ModelIndexResult } from "../../formats/model-index.js";
import { metricOf } from "../../metrics/lookup.js";
import { RECORD_DATASET } from "../../records/record/identity.js";
import { valueText } from "../../reports/estimate-text.js";
import { counted, listed } from "../../reports/numbers.js";
import { metricWords } from "../../reports/words/metrics.js";
import { MODEL_CARD } from "../../reports/words/model-card.js";
import { taskOf } from "../../tasks/registry.js";
import type { EvaluateRequest } from "../request.js";
import { type CardTestSet, chooseTestSet } from "./card-test-sets.js";
import { readCardValue } from "./card-value.js";
import type { ClaimCard } from "./claim-card.js";
import { hubReference } from "./hub-reference.js";

export interface CardClaimOptions {
  readonly metrics: ClaimMetrics;
  /** The run's `--tolerance`; null where none was given. */
  readonly tolerance: number | null;
  readonly task: EvaluateRequest["task"];
}

/** A figure of a card as a claim, or why it is none. */
type Read =
  | { readonly claim: Claim; readonly notes: readonly ClaimNote[] }
  | { readonly why: Sentence };

/**
 * The figures of a Hugging Face model card as claims, each a bare value: a card has neither images
 * nor their number nor an interval, as a note says. Figures that cannot be used are listed in notes
 * with the reason; the notes of the whole card are those of its first claim.
 *
 * @throws HomegroundError `claim/bad` where no figure can be used, `input/ambiguous` where the card has
 *   several test sets and none is chosen
 */
export function claimsFromModelCard(card: ClaimCard, options: CardClaimOptions): readonly Claim[] {
  const { source, index } = card;
  const { set, others } = chooseTestSet(card, options.task);
  const claims = new Map<string, Claim>();
  const notes: ClaimNote[] = [];
  const notUsed = (place: string, metric: string, why: Sentence): void => {
    notes.push({ code: "claim/not-used", ...said(MODEL_CARD.notUsed({ place, metric, why })) });
  };
  for (const { place, what } of index.problems) notUsed(place, "entry", what);
  for (const figure of set.figures) {
    const read = readFigure(figure, source, options);
    if ("why" in read) {
      notUsed(figure.place, figure.metric, read.why);
      continue;
    }
    const known = claims.get(read.claim.metric);
    if (known === undefined) {
      claims.set(read.claim.metric, read.claim);
      notes.push(...read.notes);
    } else if (known.value !== read.claim.value) {
      notUsed(figure.place, figure.metric, MODEL_CARD.why.twice);
    }
  }
  for (const other of others) {
    const figures = counted(other.figures.length, "figure");
    notUsed(other.figures[0]?.place ?? "", figures, otherWhy(other, set));
  }
  const used = [...claims.values()];
  const [first, ...rest] = used;
  if (first === undefined) {
    const fix = say`Write the figure that is meant ${WAY.asClaim}`;
    throw badClaim(noFigure(notes), source, fix);
  }
  return [
    { ...first, notes: [unverifiable(used, source, set), ...recordNotes(set), ...notes] },
    ...rest,
  ];
}

function noFigure(notes: readonly ClaimNote[]): Sentence {
  const reasons = (surface: Surface): string =>
    notes.map((note) => whatFor(surface, note)).join("; ");
  return say`no figure of the card can be used: ${{ command: reasons("command"), app: reasons("app") }}`;
}

function otherWhy(other: CardTestSet, set: CardTestSet): string {
  if (other.task === set.task) return MODEL_CARD.why.dataset({ dataset: other.name });
  return MODEL_CARD.why.task({ task: other.task });
}

function unverifiable(claims: readonly Claim[], source: string, { name }: CardTestSet): ClaimNote {
  const figures = claims.map(({ metric, value }) => {
    const { scale, phrase } = metricWords(metric);
    return `${phrase} ${valueText(scale, value, null)}`;
  });
  return {
    code: "claim/unverifiable",
    what: MODEL_CARD.unverifiable({ figures: listed(figures), source, dataset: name }),
  };
}

/** A card that a record was exported to says where better evidence is. */
function recordNotes({ figures }: CardTestSet): readonly ClaimNote[] {
  const { type, revision } = figures[0]?.dataset ?? { type: "", revision: null };
  if (type !== RECORD_DATASET || revision === null) return [];
  return [{ code: "claim/unverifiable", ...said(MODEL_CARD.record({ id: revision })) }];
}

function readFigure(
  figure: ModelIndexResult,
  source: string,
  { metrics, tolerance, task }: CardClaimOptions,
): Read {
  const where = `${source}, ${figure.place}`;
  const text = hubReference(figure);
  if (typeof text !== "string") return { why: MODEL_CARD.why[text.none] };
  try {
    const reference = metrics.parse(text, where);
    const metric = metrics.format(reference);
    const { range } = metrics.describe(reference);
    const entry = metricOf(reference);
    if (!entry.tasks.includes(task)) return { why: MODEL_CARD.why.task({ task: figure.task }) };
    const read = readCardValue(figure.value, range[1]);
    if (read === "no-number") return { why: MODEL_CARD.why.notNumber({ value: figure.value }) };
    if (read === "outside") return { why: MODEL_CARD.why.outside({ value: figure.value }) };
    const asText = `${metric}=${read.text}`;
    if (reference.parameters.has("class")) {
      return { why: MODEL_CARD.why.oneClass({ claim: asText }) };
    }
    if (needsScores(entry.needs)) return { why: MODEL_CARD.why.scores({ claim: asText }) };
    if (taskOf(task).prediction === "objects" && entry.needs !== "detections") {
      return { why: MODEL_CARD.why.threshold({ claim: asText }) };
    }
    if (tolerance === null && !(range[0] === 0 && range[1] === 1)) {
      return { why: MODEL_CARD.why.tolerance({ claim: asText }) };
    }
    checkClaimValue(read.value, metric, range, where);
    const claim: Claim = {
      reference,
      metric,
      value: read.value,
      evidence: { kind: "point" },
      classCounts: null,
      tolerance: claimTolerance(null, tolerance, { name: metric, range }, where),
      source: MODEL_CARD.source({ source }),
      origin: "model-card",
    };
    return { claim, notes: valueNotes(figure, metric, read) };
  } catch (error) {
    // A class that is not here, or a name that is no metric: of a card's own, not the user's words.
    if (isHomegroundError(error)) return { why: error.sentences.what };
    throw error;
  }
}

/** Metrics that need more than answers: whether scores are there is known too late for a card. */
function needsScores(needs: string): boolean {
  return needs === "probabilities" || needs === "score columns" || needs === "confidence";
}

function valueNotes(
  { value }: ModelIndexResult,
  metric: string,
  { text, percent, beforePlusMinus }: Exclude<ReturnType<typeof readCardValue>, string>,
): readonly ClaimNote[] {
  const code = "claim/read-as";
  return [
    ...(percent === "taken"
      ? [{ code, what: MODEL_CARD.percent({ metric, value, share: text }) } as const]
      : []),
    ...(beforePlusMinus === null
      ? []
      : [{ code, what: MODEL_CARD.plusMinus({ metric, value, used: beforePlusMinus }) } as const]),
  ];
}
