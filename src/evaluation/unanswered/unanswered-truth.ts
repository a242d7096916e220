import type { LabelledImages } from "../../dataset/image-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { Outcomes } from "../../outcomes/classification-types.js";
import { createSequenceAggregator } from "../../outcomes/sequence.js";
import { emptyCode } from "../classify.js";
import { ANOMALY_CLASSES } from "../join-answers.js";

/** Images of which each unit is made; null where a unit is an image. */
export interface UnitImages {
  /** Unit of each image, 0 … count − 1. */
  readonly unit: Int32Array;
  readonly count: number;
}

/**
 * What is true of units without an answer, in the layout of the outcomes. Of an image with several
 * labels, any of which is right, it is the class in question where that is among them, else the first.
 *
 * @param images those that the units are made of
 * @param className the class in question; null for none
 */
export function unansweredTruth(
  outcomes: Outcomes,
  images: LabelledImages,
  map: TruthMap,
  units: UnitImages | null,
  className: string | null,
): Outcomes["truth"] {
  const indexOf = new Map(outcomes.classes.map((name, i) => [name, i]));
  const classOfCode = Int32Array.from(map.truthNames, (name) => indexOf.get(name) ?? -1);
  const { file, classStart, classIndex } = images;
  switch (outcomes.kind) {
    case "classification": {
      const asked = className === null ? -1 : map.truthNames.indexOf(className);
      const codes = Int32Array.from(file.keys(), (i) => {
        const own = classIndex.subarray(classStart[i]!, classStart[i + 1]!);
        return own.includes(asked) ? asked : own[0]!;
      });
      const ofUnits = units === null ? codes : sequenceCodes(codes, units, map);
      return ofUnits.map((code) => classOfCode[code]!);
    }
    case "multilabel": {
      const width = outcomes.classes.length;
      const truth = new Uint8Array((units?.count ?? file.length) * width);
      for (let i = 0; i < file.length; i++) {
        const row = (units?.unit[i] ?? i) * width;
        for (let at = classStart[i]!; at < classStart[i + 1]!; at++) {
          truth[row + classOfCode[classIndex[at]!]!] = 1;
        }
      }
      return truth;
    }
    case "anomaly": {
      const truth = new Uint8Array(units?.count ?? file.length);
      for (let i = 0; i < file.length; i++) {
        if (map.truthNames[classIndex[classStart[i]!]!] !== ANOMALY_CLASSES[1]) continue;
        truth[units?.unit[i] ?? i] = 1;
      }
      return truth;
    }
    default:
      return outcomes satisfies never;
  }
}

/** The truth of sequences, by the rule of those that were answered. */
function sequenceCodes(codes: Int32Array, { unit, count }: UnitImages, map: TruthMap): Int32Array {
  const aggregator = createSequenceAggregator({
    ...{ sequenceCount: count, labelCount: 1, truthCount: map.truthNames.length },
    ...{ aggregate: "vote", truth: "any", emptyTruth: emptyCode(map.truthNames) },
  });
  aggregator.addAnswers(unit, codes, new Int32Array(codes.length));
  return aggregator.finish().truth;
}
