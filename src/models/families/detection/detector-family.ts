import type * as z from "zod/mini";
import type { CardProblem } from "../../card/card-problems.js";
import { createDetectorReader } from "../detector-reader.js";
import type { FamilyWords, OutputFamily } from "../family.js";
import {
  type DetectorForm,
  detectorDecode,
  type RuleFields,
  readDetector,
} from "./card-detector.js";
import type { CardFrame, DetectorDecode, DetectorLayout } from "./detector-types.js";
import type { ModelOutputs, OwnFit, Recognised } from "./recognition.js";

/** What is particular to a family of detectors. */
export interface DetectorTraits {
  readonly words: FamilyWords;
  readonly recipe: DetectorRecipe;
  /**
   * Whether its own code takes boxes back to the picture by the letterbox's ratio, as YOLO's; others by
   * where the pixels went.
   */
  readonly isByRatio: boolean;
  /** What its own evaluation does, where a card is guessed. */
  readonly usual: {
    /** Least IoU of suppression; null where there is none. */
    readonly nmsIou: number | null;
    readonly clip: "before-nms" | "after-nms";
    /** Whose code makes the input; null: as for any other model. */
    readonly input:
      | (OwnFit & {
          readonly whose: string;
          /** Default: RGB, 0 to 1. */
          readonly pixels?: OwnPixels;
        })
      | null;
  };
  /** Tells a model of the family by its outputs; null where it is none. */
  recognise(model: ModelOutputs): Recognised | null;
  /** Whether outputs that no family takes for its own may be its, so that a card can say so. */
  resembles?(model: ModelOutputs): boolean;
}

/** How the code of a family makes values of the pixels of three colours, as in a card. */
export interface OwnPixels {
  readonly channelOrder: "RGB" | "BGR";
  readonly scaleRange: readonly [number, number];
  /** In the channels' order, of values in `scaleRange`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** For people. */
  readonly words: string;
}

/** How a card says where boxes, scores and labels are. */
export interface DetectorRecipe {
  readonly form: DetectorForm;
  /** Fields of `decode` that say it. */
  readonly fields: z.core.$ZodLooseShape;
  /** @param decode of the shape of `fields` */
  readLayout(decode: object, frame: CardFrame, problem: CardProblem): DetectorLayout;
}

/** A family whose predictions are detections. */
export interface DetectorFamily<Id extends string = string>
  extends OutputFamily<DetectorDecode>,
    Omit<DetectorTraits, "recipe"> {
  readonly id: Id;
}

export function detector<Id extends string>(
  id: Id,
  { recipe, ...traits }: DetectorTraits,
): DetectorFamily<Id> {
  return {
    id,
    task: "detection",
    ...traits,
    predictions: {
      kind: "detections",
      mayBeProbabilities: true,
      decode: detectorDecode(recipe.fields, recipe.form),
      readDecode(decode: RuleFields, frame, problem) {
        const layout = recipe.readLayout(decode, frame, problem);
        return readDetector(id, layout, traits.isByRatio, decode, frame, problem);
      },
      createReader: createDetectorReader,
    },
  };
}
