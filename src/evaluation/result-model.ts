import { assumedFields, type Guess, ofClassifier } from "../models/card/card-guesses.js";
import type { ModelCard } from "../models/card/card-types.js";
import type { ResultConformance, ResultModel } from "../results/result.js";

/** A model that was run. */
export interface RunModelFacts {
  readonly card: ModelCard;
  /** Of the model file. */
  readonly sha256: string;
  /** The card of a classifier behind it. */
  readonly second?: ModelCard;
  /** Whether somebody compared what was guessed with the model's own description and confirmed it. */
  readonly isConfirmed?: boolean;
  /** What an endpoint said of itself, whose model file is not known. */
  readonly conformance?: ResultConformance;
}

/** The model as `result.json` has it: with what was guessed of its card, or guessed and then confirmed. */
export function resultModel(facts: RunModelFacts): ResultModel {
  const { card, sha256, conformance, isConfirmed = false } = facts;
  const fields = assumedFields(guessesOf(facts));
  return {
    name: card.name,
    sha256,
    labels: card.labels,
    ...(fields.length === 0 ? {} : isConfirmed ? { confirmed: fields } : { guessed: fields }),
    ...(conformance === undefined ? {} : { conformance }),
  };
}

/** Where the fields of the cards come from, of a detector and of the classifier behind it. */
export function guessesOf({ card, second }: Pick<RunModelFacts, "card" | "second">): Guess[] {
  return [...card.guesses, ...ofClassifier(second?.guesses ?? [])];
}
