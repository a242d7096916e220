import type { Cancellation } from "../core/cancellation.js";
import type { ModelCard } from "./card/card-types.js";
import { highestScore } from "./families/decode-classifier.js";
import { isClassifierDecode } from "./families/decode-types.js";
import type { ImageScorer, ImageToScore } from "./image-scorer.js";
import {
  arePlainProbabilities,
  judgeReading,
  type ReadingTally,
  SANITY_LEAST,
  SANITY_LOOKS,
} from "./sanity-check.js";
import { type SanityReading, sanityReadings } from "./sanity-readings.js";

/** A labelled image for the check. */
export interface SanityImage {
  readonly path: string;
  /** Name of its class; one of those in {@link SanityQuestion.classNames}. */
  readonly truth: string;
}

export interface SanityQuestion {
  readonly card: ModelCard;
  /** In the order in which they are to be looked at: `balancedOrder`. */
  readonly images: readonly SanityImage[];
  /** Name of the class that each of the card's labels belongs to. */
  readonly classNames: readonly string[];
}

/** Something that the check has to say. */
export interface SanityFinding {
  readonly code: "model/preprocess-suspect" | "model/resize-matters";
  readonly what: string;
}

/** The card to score by for {@link checkSanity}: what the network answers, with nothing on top. */
export function rawCard(card: ModelCard): ModelCard {
  const { decode } = card;
  if (!isClassifierDecode(decode)) return card;
  return { ...card, scores: "logits", decode: { ...decode, activation: "none" } };
}

/** Runs of the model that the first look takes. */
export function firstLookRuns({ card, images }: SanityQuestion): number {
  if (!hasSanityCheck(card)) return 0;
  const runs = 1 + sanityReadings(card).filter(({ rule }) => rule !== null).length;
  return runs * Math.min(images.length, SANITY_LOOKS[0]);
}

/** Whether there is a check of this card at all: for classifiers alone, detectors have none. */
export function hasSanityCheck({ decode }: ModelCard): boolean {
  return isClassifierDecode(decode);
}

/**
 * Asks the labels whether the card of a classifier is read as the model was trained: runs other
 * readings on up to 20 images, and on up to 100 those that promise something or move answers. It never changes
 * anything; it says which reading does clearly better ({@link judgeReading}), or nothing.
 *
 * A resize rule often decides so few answers that labels cannot tell which is right; then it says
 * how many images depend on it. Of cards of other families than classifiers it says nothing
 * ({@link hasSanityCheck}).
 *
 * @param scorer of the model with its {@link rawCard}; scores images by rules of their own
 * @throws HomegroundError what the scorer throws when the model cannot be run at all
 */
export async function checkSanity(
  question: SanityQuestion,
  scorer: ImageScorer,
  options: { readonly signal: Cancellation; readonly onProgress?: (done: number) => void },
): Promise<readonly SanityFinding[]> {
  const { card } = question;
  if (question.images.length < SANITY_LEAST || !hasSanityCheck(card)) return [];
  const readings = sanityReadings(card);
  const predictions = createPredictions(question, scorer, options);
  const truth = predictions.truth;
  const judge = (reading: SanityReading, images: readonly number[]): ReadingTally => {
    const right = images.map((i) => predictions.isRight(i, null));
    const other = images.map((i) => predictions.isRight(i, reading));
    const labels = images.map((i) => truth[i]!);
    return judgeReading(right, other, labels, readings.length);
  };

  const resize = readings.find(({ id }) => id === "resize-rule");
  const movedBy = (reading: SanityReading, images: readonly number[]): number =>
    images.filter((i) => predictions.classOf(i, null) !== predictions.classOf(i, reading)).length;

  const first = range(0, Math.min(question.images.length, SANITY_LOOKS[0]));
  await predictions.ask(first, readings);
  const atFirst = first.filter(predictions.isAnswered);
  let looked = atFirst;
  let tallies = readings.map((reading) => ({ reading, tally: judge(reading, looked) }));
  let asked = readings;
  if (!tallies.some(({ tally }) => tally.isBetter)) {
    asked = tallies
      .filter(({ tally }) => tally.isPromising)
      .map(({ reading }) => reading)
      .concat(resize !== undefined && movedBy(resize, looked) > 0 ? [resize] : []);
    const rest = range(first.length, Math.min(question.images.length, SANITY_LOOKS[1]));
    if (asked.length > 0 && rest.length > 0) {
      await predictions.ask(rest, asked);
      looked = [...looked, ...rest.filter(predictions.isAnswered)];
      tallies = asked.map((reading) => ({ reading, tally: judge(reading, looked) }));
    }
  }
  if (looked.length < SANITY_LEAST) return [];

  const findings: SanityFinding[] = [];
  const best = tallies
    .filter(({ tally }) => tally.isBetter)
    .sort((a, b) => b.tally.otherRight - a.tally.otherRight)[0];
  if (best !== undefined) findings.push(suspect(best.reading, best.tally));
  const activation = activationFinding(card, predictions.raw(looked));
  if (activation !== null) findings.push(activation);
  if (resize !== undefined && best?.reading !== resize) {
    const among = asked.includes(resize) ? looked : atFirst;
    const moved = movedBy(resize, among);
    if (moved > 0) findings.push(resizeMatters(resize, moved, among.length));
  }
  return findings;
}

/** What the model said, by image and reading. */
function createPredictions(
  { images, classNames }: SanityQuestion,
  scorer: ImageScorer,
  { signal, onProgress }: Parameters<typeof checkSanity>[2],
) {
  const byRule = new Map<SanityReading["rule"], Map<number, Float64Array>>();
  const names = [...new Set(images.map(({ truth }) => truth))];
  const scoresOf = (image: number, reading: SanityReading | null): Float64Array | null =>
    byRule.get(reading?.rule ?? null)?.get(image) ?? null;
  const classOf = (image: number, reading: SanityReading | null): string | null => {
    const scores = scoresOf(image, reading);
    if (scores === null) return null;
    const position = highestScore(scores);
    return classNames[reading?.labelOf?.[position] ?? position] ?? null;
  };
  let done = 0;
  return {
    truth: Int32Array.from(images, ({ truth }) => names.indexOf(truth)),
    /** Scores images by the card and by some readings; those of labels alone cost nothing. */
    async ask(which: readonly number[], readings: readonly SanityReading[]): Promise<void> {
      const rules = [...new Set([null, ...readings.map(({ rule }) => rule)])];
      const asked: ImageToScore[] = which.flatMap((image) =>
        rules.map((rule, at) => ({
          index: image * rules.length + at,
          path: images[image]!.path,
          ...(rule === null ? {} : { rule }),
        })),
      );
      for await (const scored of scorer.score(asked, { signal })) {
        const rule = rules[scored.index % rules.length]!;
        const image = Math.floor(scored.index / rules.length);
        const found = byRule.get(rule) ?? new Map<number, Float64Array>();
        byRule.set(rule, found);
        if (scored.ok) found.set(image, scored.scores);
        onProgress?.(++done);
      }
    },
    isAnswered: (image: number): boolean => scoresOf(image, null) !== null,
    classOf,
    /** 1 or 0; a reading that the model fails on is wrong. */
    isRight: (image: number, reading: SanityReading | null): number =>
      classOf(image, reading) === images[image]!.truth ? 1 : 0,
    raw: (which: readonly number[]): readonly Float64Array[] =>
      which.flatMap((image) => scoresOf(image, null) ?? []),
  };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function suspect({ asIf, change }: SanityReading, tally: ReadingTally): SanityFinding {
  const { n, otherRight, cardRight } = tally;
  return {
    code: "model/preprocess-suspect",
    what:
      `The model's answers look as if ${asIf}. With ${change} it gets ${otherRight} of ${n} ` +
      `labelled images right, as the card says ${cardRight}. Nothing was changed: check the card. ` +
      "If the card is right, these images differ from those of the training",
  };
}

function activationFinding(
  { decode }: ModelCard,
  outputs: readonly Float64Array[],
): SanityFinding | null {
  if (!isClassifierDecode(decode) || decode.activation === "none") return null;
  if (!arePlainProbabilities(outputs)) return null;
  return {
    code: "model/preprocess-suspect",
    what:
      `The model's outputs for ${outputs.length} images are probabilities already, and the card ` +
      `puts ${decode.activation} on top, which makes every answer look unsure. Nothing was ` +
      "changed: check scores and decode.activation in the card",
  };
}

function resizeMatters({ change }: SanityReading, moved: number, n: number): SanityFinding {
  return {
    code: "model/resize-matters",
    what:
      `With ${change} the model answers ${moved} of ${n} images differently, and the labels do ` +
      "not tell which is right: make sure that the card's resize rule is that of the training",
  };
}
