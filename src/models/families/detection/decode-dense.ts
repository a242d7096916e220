import { boxReader } from "./box-coding.js";
import type { FrameSize } from "./box-corners.js";
import type { CandidateList } from "./candidates.js";
import type { DenseLayout, DetectionRule } from "./detector-types.js";
import { addPlace, placeScores } from "./place-scores.js";
import { sectionsOf } from "./place-tables.js";
import type { DetectorPrediction } from "./prediction-values.js";
import { givenPriors } from "./prior-boxes.js";

/**
 * Candidates of outputs that have a box and a score of every class for each place. Class values of
 * places whose objectness is below the threshold are not looked at, nor are boxes of places without a
 * candidate.
 *
 * @param frame what fractions are of
 * @throws HomegroundError `model/wrong-outputs`, `model/nan-scores`
 */
export function decodeDense(
  layout: DenseLayout,
  rule: DetectionRule,
  outputs: DetectorPrediction,
  frame: FrameSize,
  into: CandidateList,
): void {
  const { activation, classes, score, boxes } = layout;
  for (const head of layout.heads) {
    for (const section of sectionsOf(head, outputs)) {
      const { places } = section.classes;
      const objectness =
        head.objectness === null || section.objectness === null
          ? null
          : { table: section.objectness, column: head.objectness.from };
      const columns = {
        ...classes,
        activation,
        objectness,
        from: head.classes.from,
        isRoot: score === "sqrt(objectness*class)",
      };
      const scores = placeScores(columns, rule, section.classes);
      const priors = givenPriors(boxes, outputs, places, frame);
      const readBox = boxReader(boxes, section, head.box, frame, priors);
      for (let i = 0; i < places; i++) {
        const passed = scores.open(i);
        if (passed > 0) addPlace(scores, passed, rule.candidates, readBox(i), into, i);
      }
    }
  }
}
