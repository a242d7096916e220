// Boxes that people drew and boxes that a detector found become figures and errors:
// `node examples/detect-objects.mjs` after `npm run build`.
// Everything here runs in Node and in a page alike.
import {
  anatomyCosts,
  COCO_RULES,
  chooseThreshold,
  cocoSummary,
  createDetectionEstimator,
  createMemoryFileAccess,
  ERROR_TYPES,
  errorAnatomy,
  matchDetections,
  operatingCurve,
  parseReference,
  readObjectPredictions,
  readObjectTruth,
} from "homeground";

const deer = { id: 1, name: "deer" };
const box = (image, id, bbox) => ({ id, image_id: image, category_id: deer.id, bbox, iscrowd: 0 });
const found = (image, score, bbox) => ({ image_id: image, category_id: deer.id, score, bbox });
const json = (value) => new TextEncoder().encode(JSON.stringify(value));
const files = createMemoryFileAccess(
  new Map([
    [
      "annotations.json",
      json({
        images: [1, 2, 3].map((id) => ({ id, file_name: `${id}.jpg`, width: 100, height: 100 })),
        annotations: [
          box(1, 1, [10, 10, 20, 20]),
          box(1, 2, [50, 50, 30, 30]),
          box(2, 3, [0, 0, 40, 40]),
        ],
        categories: [deer],
      }),
    ],
    [
      "results.json",
      json([
        found(1, 0.9, [10, 10, 20, 20]), // exactly the first
        found(3, 0.8, [5, 5, 10, 10]), // nothing is there
        found(2, 0.7, [0, 0, 40, 20]), // half of the third: IoU 0.5
        found(1, 0.6, [10, 10, 20, 20]), // the first again
      ]),
    ],
  ]),
);

const truth = await readObjectTruth(files, "annotations.json");
const predictions = await readObjectPredictions(files, "results.json", { coco: truth.coco });

// Both sides in one numbering of images and labels: that of the ground truth.
const { objects: detected } = predictions;
const imageOf = predictions.file.map((name) => truth.file.indexOf(name));
const labelOf = predictions.labelNames.map((name) => truth.labelNames.indexOf(name));
const input = {
  imageCount: truth.rowCount,
  labelCount: truth.labelNames.length,
  truth: truth.regions.objects,
  detections: {
    ...detected,
    image: detected.image.map((row) => imageOf[row]),
    label: detected.label.map((label) => labelOf[label]),
  },
  widthPx: truth.regions.widthPx,
  heightPx: truth.regions.heightPx,
  searched: null,
};
const classes = truth.labelNames;
const options = { classes, modelClassCount: classes.length };
const outcomes = matchDetections(input, COCO_RULES, options);

const [ap] = cocoSummary(outcomes);
const ap50 = createDetectionEstimator(outcomes, parseReference("map-50")).at(0.95);
console.log(`AP ${ap.value.toFixed(3)}, AP50 ${ap50.value.toFixed(3)}`);

const goal = { kind: "recall-at-least", recall: 0.6 };
const { threshold } = chooseThreshold(outcomes, goal, { index: null, seed: null });
const at = operatingCurve(outcomes, { index: null, thresholds: Float64Array.of(threshold) });
console.log(`from ${threshold} on: ${at.found[0]} of ${at.truth} found, ${at.wrong[0]} wrong`);

const anatomy = errorAnatomy(input, outcomes);
const count = (type) =>
  [...anatomy.ofDetection, ...anatomy.ofTruth].filter((t) => ERROR_TYPES[t] === type).length;
const errors = ERROR_TYPES.filter((type) => count(type) > 0).map(
  (type) => `${count(type)} ${type}`,
);
const cost = anatomyCosts(outcomes, anatomy).get("missed").value;
console.log(`${errors.join(", ")}; what is missed costs ${cost.toFixed(3)} of AP50`);
