import { softmax } from "../core/activations.js";
import { type ErrorCode, HomegroundError } from "../core/errors.js";
import { jsonOrUndefined } from "../core/parse-json.js";
import { DETECTION_WIDTH } from "../models/detections.js";
import type { EndpointScores } from "./endpoint-card.js";

/** What answers are held against. */
export interface AnswerFrame {
  readonly labels: readonly string[];
  readonly scores: EndpointScores;
  /** Names the endpoint in errors, or the image. */
  readonly where: string;
}

/** A label and its score. */
export interface LabelScore {
  readonly label: string;
  readonly score: unknown;
}

/** An object that an endpoint found; corners in pixels of the picture as it is displayed. */
export interface FoundObject extends LabelScore {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * The JSON of an answer.
 *
 * @throws HomegroundError `endpoint/html`, `endpoint/not-json`, `model/nan-scores`
 */
export function jsonOfAnswer(bytes: Uint8Array, where: string): unknown {
  const text = new TextDecoder().decode(bytes);
  const value = jsonOrUndefined(text);
  if (value !== undefined) return value;
  if (/^\s*</.test(text)) {
    throw badAnswer("endpoint/html", "the endpoint answers with a page, not with JSON", where);
  }
  // Python writes NaN as if JSON had it.
  if (jsonOrUndefined(text.replaceAll(/(?<=[[:,\s])-?(?:NaN|Infinity)\b/g, "null")) !== undefined) {
    throw notFinite("NaN or Infinity", where);
  }
  const what = text.trim() === "" ? "an answer without content" : "an answer that is not JSON";
  throw badAnswer("endpoint/not-json", `the endpoint gave ${what}`, where);
}

export function badAnswer(code: ErrorCode, what: string, where: string): HomegroundError {
  return new HomegroundError(code, { what, where, fix: FIXES[code] ?? FIX });
}

const FIX = "See what the endpoint answers, and whether its address and description are right";
const FIXES: Partial<Readonly<Record<ErrorCode, string>>> = {
  "endpoint/html": "Check the address: a page of a website is not where a model answers",
  "endpoint/unknown-label":
    "Give the labels of this model, in the words of its answers, in the description",
  "endpoint/missing-outputs": "Give the labels that this model answers with, and no others",
};

function notFinite(value: unknown, where: string): HomegroundError {
  return badAnswer("model/nan-scores", `the endpoint gave ${String(value)} as a score`, where);
}

/**
 * Scores in the order of the labels from pairs; NaN where the endpoint says nothing of a label, as
 * those do that give the highest five.
 *
 * @throws HomegroundError `endpoint/unknown-label`, `endpoint/bad-answer`, `endpoint/missing-outputs`,
 *   `model/nan-scores`, `model/wrong-outputs`
 */
export function scoresOfPairs(pairs: readonly LabelScore[], frame: AnswerFrame): Float64Array {
  const { where } = frame;
  if (pairs.length === 0) {
    throw badAnswer("endpoint/missing-outputs", "the endpoint names no label", where);
  }
  const scores = new Float64Array(frame.labels.length).fill(Number.NaN);
  for (const { label, score } of pairs) {
    const at = positionOf(label, frame);
    if (!Number.isNaN(scores[at]!)) {
      const what = `the endpoint scores ${JSON.stringify(cut(label))} twice`;
      throw badAnswer("endpoint/bad-answer", what, where);
    }
    scores[at] = scoreOf(score, frame);
  }
  return finished(scores, frame);
}

/** Scores that stand in the order of the labels. @throws HomegroundError as {@link scoresOfPairs} */
export function scoresInOrder(values: readonly unknown[], frame: AnswerFrame): Float64Array {
  const { labels, where } = frame;
  if (values.length !== labels.length) {
    const what = `the endpoint gave ${values.length} scores, and there are ${labels.length} labels`;
    throw badAnswer("endpoint/missing-outputs", what, where);
  }
  return finished(
    Float64Array.from(values, (value) => scoreOf(value, frame)),
    frame,
  );
}

function finished(scores: Float64Array, { scores: kind, where }: AnswerFrame): Float64Array {
  if (kind === "probabilities") return scores;
  if (kind === "raw") return onlyOrder(scores);
  if (scores.some(Number.isNaN)) {
    const what =
      kind === "logits"
        ? "the endpoint gave logits of some labels, which make no probabilities"
        : "the endpoint gave numbers of some labels alone";
    throw badAnswer("endpoint/missing-outputs", what, where);
  }
  if (kind === "logits") softmax(scores);
  return scores;
}

/** Keeps of scores on any scale which label is first: infinite there, and NaN elsewhere. */
function onlyOrder(scores: Float64Array): Float64Array {
  const best = firstOf(scores);
  return scores.fill(Number.NaN).fill(Number.POSITIVE_INFINITY, best, best + 1);
}

/** Position of the highest score that is stated. @param scores at least one of them no NaN */
export function firstOf(scores: Float64Array): number {
  let best = -1;
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isNaN(scores[i]!) && (best < 0 || scores[i]! > scores[best]!)) best = i;
  }
  return best;
}

/**
 * Objects as `unpackDetections` takes them, surest first.
 *
 * @throws HomegroundError `endpoint/unknown-label`, `endpoint/bad-answer`, `model/nan-scores`, `model/wrong-outputs`
 */
export function packedObjects(objects: readonly FoundObject[], frame: AnswerFrame): Float64Array {
  const rows = objects.map(({ label, score, x0, y0, x1, y1 }) => {
    if (![x0, y0, x1, y1].every(Number.isFinite) || x1 < x0 || y1 < y0) {
      const what = `the endpoint gave a box from ${x0}, ${y0} to ${x1}, ${y1}`;
      throw badAnswer("endpoint/bad-answer", what, frame.where);
    }
    return [x0, y0, x1 - x0, y1 - y0, scoreOf(score, frame), positionOf(label, frame)];
  });
  rows.sort((a, b) => b[4]! - a[4]!);
  const packed = new Float64Array(rows.length * DETECTION_WIDTH);
  for (const [i, row] of rows.entries()) packed.set(row, i * DETECTION_WIDTH);
  return packed;
}

function positionOf(label: string, { labels, where }: AnswerFrame): number {
  const at = labels.indexOf(label);
  if (at >= 0) return at;
  const what = `the endpoint answers ${JSON.stringify(cut(label))}, which is none of its ${labels.length} labels`;
  throw badAnswer("endpoint/unknown-label", what, where);
}

/** Engines round: a probability may miss [0, 1] by this much, and is then brought back into it. */
const TOLERANCE = 1e-4;

function scoreOf(value: unknown, { scores, where }: AnswerFrame): number {
  if (typeof value !== "number") {
    if (value === null || value === "NaN") throw notFinite(value, where);
    const what = `the endpoint gave ${cut(JSON.stringify(value) ?? "nothing")} as a score`;
    throw badAnswer("endpoint/bad-answer", what, where);
  }
  if (!Number.isFinite(value)) throw notFinite(value, where);
  if (scores === "counts" && value < 0) {
    throw badAnswer("endpoint/bad-answer", `the endpoint counted ${value}`, where);
  }
  if (scores !== "probabilities") return value;
  if (value < -TOLERANCE || value > 1 + TOLERANCE) {
    throw new HomegroundError("model/wrong-outputs", {
      what: `the endpoint gave ${value} as a probability`,
      where,
      fix: "Set scores to logits or raw in the description of the endpoint",
    });
  }
  return Math.min(1, Math.max(0, value));
}

/** For sentences. */
export function cut(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
