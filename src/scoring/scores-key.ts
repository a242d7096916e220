import { contentId, type Json } from "../core/canonical-json.js";
import type { CreateDigest } from "../core/digest.js";
import type { ModelCard } from "../models/card/card-types.js";
import type { StageRule } from "../models/families/detection/stages.js";

/** What scores come from. */
export interface ScoresOf {
  /** Of the model file's bytes. */
  readonly sha256: string;
  readonly card: ModelCard;
  /** Name and version of what runs it: its last digits differ from those of another. */
  readonly engine: string;
  /** A classifier for what the model, a detector, finds. */
  readonly second?: {
    readonly sha256: string;
    readonly card: ModelCard;
    readonly stage: StageRule;
  };
}

/**
 * What tells one run's scores from another's: the model, how images become its input, how its output
 * is read, and the engine. 64 hexadecimal digits.
 */
export function scoresKey(
  { sha256, card, engine, second }: ScoresOf,
  createDigest: CreateDigest,
): string {
  const of = {
    ...(second === undefined
      ? {}
      : {
          second: plain({
            model: second.sha256,
            input: second.card.input,
            decode: second.card.decode,
            labels: second.card.labels,
            stage: second.stage,
          }),
        }),
    model: sha256,
    input: plain(card.input),
    decode: plain(card.decode),
    labels: card.labels,
    engine,
  };
  return contentId(of, createDigest);
}

/** As {@link scoresKey}, of features: how an answer is read changes none. @param value that holds them */
export function featuresKey(
  { sha256, card, engine }: Pick<ScoresOf, "sha256" | "card" | "engine">,
  value: string,
  createDigest: CreateDigest,
): string {
  return contentId({ model: sha256, input: plain(card.input), value, engine }, createDigest);
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json; // a card came from JSON
}
