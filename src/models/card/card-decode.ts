import type { Decode } from "../families/decode-types.js";
import type { CardFrame } from "../families/detection/detector-types.js";
import { familyOf } from "../families/registry.js";
import type { CardReader } from "./card-reader.js";

/** @param frame what of the rest of the card the recipe must agree with */
export function readDecode(id: string, frame: CardFrame, decode: CardReader): Decode {
  const answers = familyOf(id)?.answers ?? null;
  if (answers === null) return { family: id, supported: false };
  return answers.readDecode(decode, frame) as Decode;
}
