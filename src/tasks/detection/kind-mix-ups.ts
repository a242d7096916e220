import { type ErrorAnatomy, NO_ERROR, WRONG_KIND } from "../../outcomes/detection/anatomy.js";
import type { DetectionOutcomes } from "../../outcomes/detection-types.js";
import type { KindMixUps } from "../../results/report-input.js";

const MOST_PAIRS = 3;

/** Which kind is taken for which: boxes that fit an object of another kind, and what is missed most. */
export function kindMixUps(
  { classes, detections, truths }: DetectionOutcomes,
  { ofDetection, ofTruth, truthOf }: ErrorAnatomy,
): KindMixUps {
  const boxes = new Map<string, { truth: string; predicted: string; boxes: number }>();
  let all = 0;
  for (const [said, predicted] of classes.entries()) {
    const end = detections.classStart[said + 1]!;
    for (let row = detections.classStart[said]!; row < end; row++) {
      if (ofDetection[row] !== WRONG_KIND) continue;
      const is = classAt(truths.classStart, truthOf[row]!);
      const pair = boxes.get(`${is} ${said}`) ?? { truth: classes[is]!, predicted, boxes: 0 };
      boxes.set(`${is} ${said}`, { ...pair, boxes: pair.boxes + 1 });
      all++;
    }
  }
  let missed: KindMixUps["missed"] = null;
  for (const [k, name] of classes.entries()) {
    let own = 0;
    let of = 0;
    for (let row = truths.classStart[k]!; row < truths.classStart[k + 1]!; row++) {
      if ((truths.counted[row]! & 1) === 0) continue;
      of++;
      if (ofTruth[row] !== NO_ERROR) own++;
    }
    if (own > (missed?.missed ?? 0)) missed = { name, missed: own, of };
  }
  const pairs = [...boxes.values()].sort((a, b) => b.boxes - a.boxes);
  return { pairs: pairs.slice(0, MOST_PAIRS), boxes: all, missed };
}

/** The class whose rows hold a row. */
function classAt(classStart: Int32Array, row: number): number {
  let at = 0;
  while (classStart[at + 1]! <= row) at++;
  return at;
}
