import { readImagePredictions } from "../../../src/formats/read.ts";
import { named, oneFile } from "./access.js";

const NAMES = ["predictions.csv", "predictions.jsonl", "predictions.json", "predictions.tsv"];

export async function run(bytes) {
  const { access, name } = oneFile(bytes, NAMES);
  await readImagePredictions(access, name);
}

export const seeds = [
  named(0, "image,fox,deer\na.jpg,0.9,0.1\nb.jpg,0.2,0.8\n"),
  named(0, "image,label,score\na.jpg,fox,0.9\na.jpg,deer,0.1\n"),
  named(1, '{"image":"a.jpg","scores":{"fox":0.9,"deer":0.1}}\n{"image":"b.jpg","label":"deer"}\n'),
  named(2, '[{"image":"a.jpg","label":"fox","score":0.5}]'),
  named(
    2,
    '{"predictions":[{"filepath":"a.jpg","classifications":{"classes":["u;m;c;c;vulpes;vulpes;red fox"],"scores":[0.9]},"prediction":"u;m;c;c;vulpes;vulpes;red fox","prediction_score":0.9,"country":"GBR"}]}',
  ),
  named(
    2,
    '{"info":{"format_version":"1.4"},"detection_categories":{"1":"animal"},"classification_categories":{"0":"fox"},"images":[{"file":"a.jpg","detections":[{"category":"1","conf":0.9,"bbox":[0,0,1,1],"classifications":[["0",0.8]]}]},{"file":"b.jpg","failure":"Failure image access"}]}',
  ),
];
