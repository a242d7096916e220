import type { Evaluation } from "../../evaluation/evaluation.js";
import type { KeptPart } from "../../images/mask-objects.js";

/** What a model said of the same pictures seen in three ways. */
export interface MaskedPictures
  extends Readonly<Record<KeptPart | "whole", Pick<Evaluation, "outcomes">>> {
  /** Whose boxes say where objects are. */
  readonly boxes: string;
  readonly leftOut: MaskedLeftOut;
}

/** Images that nothing was masked of, and those that lack an answer. */
export interface MaskedLeftOut {
  readonly withoutObject: number;
  /** Boxes leave less than 1 % of the picture. */
  readonly withoutBackground: number;
  readonly withoutAnswer: number;
}
