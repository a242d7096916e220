import type { CardReader } from "../card/card-reader.js";
import type { Activation } from "./activations.js";

/** The output that holds the scores of whole images, and what is applied to it. */
export function readOutput(decode: CardReader): {
  readonly output: string;
  readonly activation: Activation;
} {
  return {
    output: decode.text("output"),
    activation: decode.oneOf("activation", ["none", "softmax", "sigmoid"]),
  };
}
