import type { Guess } from "../models/card/card-guesses.js";
import { CARD_SCHEMA_ID } from "../models/card/card-json-schema.js";
import { withInputRule } from "../models/card/card-readings.js";
import type { ModelCard } from "../models/card/card-types.js";
import { counted } from "../reports/numbers.js";
import type { CardTuning, TriedReading } from "./tune-card.js";

/** Fields of the input that readings differ in. */
const TUNED = [
  "input.scaleRange",
  "input.mean",
  "input.std",
  "input.channelOrder",
  "input.resize",
] as const;

/**
 * The card as a file, with the input that was chosen among those that were tried, and on which images.
 *
 * @param tuning null where nothing was tried
 * @param chosen the best where absent
 */
export function tunedCard(
  card: ModelCard,
  tuning: CardTuning | null,
  seed: number,
  chosen: TriedReading | undefined = tuning?.tried[0],
): Readonly<Record<string, unknown>> {
  const head = { $schema: CARD_SCHEMA_ID };
  if (tuning === null || chosen === undefined) return { ...head, ...card.raw };
  const tuned: ReadonlySet<string> = new Set(TUNED);
  const rest = card.guesses
    .map((guess) => ({ ...guess, fields: guess.fields.filter((one) => !tuned.has(one)) }))
    .filter(({ fields }) => fields.length > 0);
  const by = `of ${tuning.tried.length} readings`;
  const images = counted(tuning.images, "labelled image");
  const guess: Guess = {
    fields: TUNED,
    value: `${chosen.scaling}, ${chosen.colours}, ${chosen.fit}`,
    why:
      chosen === tuning.tried[0]
        ? `${by} it answers ${images} best`
        : `${by}, tried on ${images}, somebody chose it`,
    basis: "assumed",
  };
  return {
    ...head,
    ...withInputRule(card, chosen.rule),
    tuned: {
      figure: tuning.figure,
      value: chosen.value,
      before: ownOf(tuning)?.value ?? null,
      readings: tuning.tried.length,
      seed,
      images: tuning.sha256,
    },
    ...(chosen.isOwn ? {} : { guessed: [...rest, guess] }),
  };
}

/** The reading that is the card's own. */
export function ownOf({ tried }: CardTuning): TriedReading | undefined {
  return tried.find(({ isOwn }) => isOwn);
}
