import { listed } from "../numbers.js";

/** Words about a model's card that nobody wrote: what of it was guessed. */

/** Fields of a card, and of a classifier's behind a detector, as people call them. */
const FIELDS: Readonly<Record<string, string>> = {
  input: "steps that a model card cannot say",
  "input.layout": "how its input is laid out",
  "input.height": "the size of pictures",
  "input.width": "the size of pictures",
  "input.resize": "how pictures are resized",
  "input.channelOrder": "the order of colours",
  "input.scaleRange": "how colours are scaled",
  "input.mean": "how colours are scaled",
  "input.std": "how colours are scaled",
  labels: "the order of labels",
  task: "whether several labels may hold at once",
  scores: "what its scores are",
  "decode.activation": "what its scores are",
  family: "how boxes are read",
  "decode.labelOffset": "which label is the first",
  "decode.scoreThreshold": "which boxes are dropped",
  "decode.nms": "which boxes are dropped",
};

/** `how colours are scaled, how pictures are resized and the order of labels`. */
export function guessedText(fields: readonly string[]): string {
  const words = fields.map((field) => {
    const own = field.replace(/^classifier\./, "");
    if (Object.hasOwn(FIELDS, own)) return FIELDS[own] ?? own;
    return own.startsWith("decode.") ? FIELDS["family"]! : own;
  });
  return listed([...new Set(words)]);
}

export const CARD_GUESS = {
  /** Behind `Holds here`. */
  ifRight: (v: { label: string }) => `${v.label}, if the guess is right`,
  /** Behind the sentence of a verdict. */
  condition: "That is so if what was guessed of the model’s card is right.",
  guessed: "Guessed of its card",
  confirmed: "Guessed of its card, then confirmed",
  methodsGuessed: (v: { what: string }) =>
    `The model came without a card; ${v.what} were guessed and not confirmed.`,
  methodsConfirmed: (v: { what: string }) =>
    `The model came without a card; ${v.what} were guessed, and confirmed by whoever evaluated it.`,
  caveat: (v: { fields: string }) =>
    `The model's card was guessed and nobody confirmed it: ${v.fields}. A wrong guess makes every figure wrong.`,
} as const;
