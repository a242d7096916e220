import { type LabelMask, NO_LABEL } from "../../core/masks/label-mask.js";
import type { TruthMap } from "../../dataset/truth-map.js";

/** What labels of masks are as classes. */
export interface MaskNumbers {
  readonly classes: readonly string[];
  /** Gives pixels the numbers of classes, in place; what is no class has {@link NO_LABEL}. */
  ofTruth(mask: LabelMask): void;
  ofPrediction(mask: LabelMask): void;
}

/** @param labelNames that the true masks' labels are indices into */
export function maskNumbers(map: TruthMap, labelNames: readonly string[]): MaskNumbers {
  const classes = [...new Set([...map.classNames, ...map.truthNames])];
  const indexOf = new Map(classes.map((name, k) => [name, k]));
  const ofPosition = Int16Array.from(map.classNames, (name) => indexOf.get(name)!);
  const ofLabel = Int16Array.from(labelNames, (label) => {
    if (map.isIgnored(label)) return NO_LABEL;
    return indexOf.get(map.truthNames[map.classOf(label)] ?? "") ?? NO_LABEL;
  });
  return {
    classes,
    ofTruth: ({ labels }) => renumber(labels, ofLabel),
    ofPrediction: ({ labels }) => renumber(labels, ofPosition),
  };
}

/** Negative numbers stay what they are. */
function renumber(labels: Int16Array, to: Int16Array): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= 0) labels[i] = to[label] ?? NO_LABEL;
  }
}
