import * as z from "zod/mini";
import type { Activation } from "../../core/activations.js";
import { field, text } from "../card/card-field.js";
import type { CardProblem } from "../card/card-problems.js";
import type { CardFrame } from "./detection/detector-types.js";

/** The field `decode.output`: one output that the family reads. */
export const OUTPUT = field(
  z.optional(text()),
  "Name of the output that is read. Left out: the model's only one.",
  { example: "logits" },
);

/** Fields of every family of scores of whole images. */
export const SCORES = {
  output: OUTPUT,
  activation: field(
    z.enum(["none", "softmax", "sigmoid"]),
    "What is applied to the output before it is read.",
    { example: "softmax" },
  ),
};

/** The output that holds the scores of whole images, and what is applied to it. */
export function readOutput(
  decode: { readonly output?: string | undefined; readonly activation: Activation },
  frame: CardFrame,
  problem: CardProblem,
): { readonly output: string; readonly activation: Activation } {
  return { output: outputName(decode, frame, problem), activation: decode.activation };
}

/** The output that is named, or the only one there is. */
export function outputName(
  { output }: { readonly output?: string | undefined },
  frame: CardFrame,
  problem: CardProblem,
): string {
  const name = output ?? frame.output;
  if (name === null) problem("output", "is missing");
  return name ?? "";
}
