import { classifier } from "../families/classifier.js";
import { multilabel } from "../families/multilabel.js";
import type { Guess } from "./card-guesses.js";
import type { ModelCard } from "./card-types.js";
import { scoresRead } from "./guess-card.js";

/** Whether the card's answers are scores of labels, and nothing says if several of them may hold at once. */
export function isSeveralOpen({ family, guesses }: ModelCard): boolean {
  const isOfLabels = family === classifier.id || family === multilabel.id;
  return isOfLabels && guesses.some(isAboutTask);
}

function isAboutTask({ fields, basis }: Guess): boolean {
  return basis === "assumed" && fields.includes("task");
}

/**
 * The card as JSON with its scores read as those of several labels, each by itself, or of one.
 *
 * @param why for people
 */
export function withSeveral(
  { raw, scores, guesses }: ModelCard,
  isSeveral: boolean,
  why: string,
): Readonly<Record<string, unknown>> {
  const { ties: _, ...decode } = raw["decode"] as Readonly<Record<string, unknown>>;
  const { task, family, decode: read } = scoresRead(isSeveral, scores);
  return {
    ...raw,
    task,
    family,
    decode: { ...decode, ...read },
    guessed: guesses.map((guess) => {
      if (isAboutTask(guess)) return { ...guess, value: task, why };
      const isActivation = guess.fields.includes("decode.activation");
      return isActivation ? { ...guess, value: `${scores}, ${read.activation}` } : guess;
    }),
  };
}
