import { lookedValues } from "../../claims/anytime-values.js";
import { estimatorOf } from "../../evaluation/evaluated-outcomes.js";
import { outcomesOfPixels } from "../../outcomes/segmentation/mask-outcomes.js";
import type { ClassPixels } from "../../outcomes/segmentation/pixel-confusion.js";
import type { EditorLookOptions } from "../editors/label-editor.js";
import type { LabelLook } from "../label-look.js";
import type { LabelledImage, LabellerState } from "../label-state.js";
import { type Compared, lookAtMeans } from "../mean-look.js";
import type { MaskClasses } from "./mask-score.js";

export type MaskCompared = Compared<ClassPixels>;

/**
 * The mean over images of their overlap: one that was passed over, or that the model has not read, is taken as missed
 * whole and as found whole.
 *
 * @returns null where the figure is no mean over images: over several labels it is a mean of means, each over
 *   images of its own, and no such rule is known for it
 */
export function lookAtMasks(
  state: LabellerState,
  options: EditorLookOptions,
  classes: MaskClasses,
  comparedOf: (image: string, labelled: LabelledImage) => MaskCompared,
): LabelLook | null {
  return lookAtMeans(state, options, {
    measure: options.measure,
    names: classes.names,
    compared: (image, labelled) => {
      const { label } = labelled;
      const isPainted = label?.kind === "objects" || label?.kind === "empty";
      return isPainted ? comparedOf(image, labelled) : "none";
    },
    anything: { worst: onePixel(classes, false), best: onePixel(classes, true) },
    of(images, cluster, clusterCount) {
      const outcomes = outcomesOfPixels(images, classes, cluster, clusterCount);
      return {
        estimator: (reference) => estimatorOf(outcomes, reference),
        values: (reference) => lookedValues(reference, outcomes),
      };
    },
  });
}

/** An image of one pixel of each label: found, or missed. */
function onePixel({ names }: MaskClasses, isFound: boolean): ClassPixels {
  const one = new Float64Array(names.length).fill(1);
  const none = new Float64Array(names.length);
  return {
    pixels: names.length,
    truth: one,
    predicted: isFound ? one : none,
    shared: isFound ? one : none,
  };
}
