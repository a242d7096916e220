// Two tables in memory become a verdict: `node examples/evaluate-tables.mjs` after `npm run build`.
// Everything here runs in Node and in a page alike.
import {
  createMemoryFileAccess,
  DEFAULT_REQUEST,
  evaluate,
  fileAnswers,
  labelsOfPredictions,
  NEVER_CANCELLED,
  placeTruth,
  prepareImages,
  readImagePredictions,
  readImageTruth,
  resolveLabels,
} from "homeground";

const names = Array.from({ length: 100 }, (_, i) => `${100 + i}.jpg`);
const answer = (i) => (i < 78 ? "deer" : "fox");
const text = (lines) => new TextEncoder().encode(lines.join("\n"));
const files = createMemoryFileAccess(
  new Map([
    ["labels.csv", text(["file,label", ...names.map((name) => `${name},deer`)])],
    ["answers.csv", text(["file,predicted", ...names.map((name, i) => `${name},${answer(i)}`)])],
  ]),
);

const request = { ...DEFAULT_REQUEST, claims: ["accuracy=0.94@188/200"] };
const truth = await readImageTruth(files, "labels.csv");
const predictions = await readImagePredictions(files, "answers.csv");
const placed = placeTruth(truth, [], request);
const labels = labelsOfPredictions(predictions);
const { map } = resolveLabels(placed.labels, labels.names);
const prepared = prepareImages(placed, labels, map, request, false);

const rows = Int32Array.from(prepared.images.file, (name) => predictions.file.indexOf(name));
const { source } = fileAnswers(predictions, prepared.images, rows, request.task);
const { result } = await evaluate(placed, prepared, source, request, {
  ...{ version: "example", engine: null, model: null, notes: [], signal: NEVER_CANCELLED },
});

const [verdict] = result.verdicts;
console.log(`${verdict.metric}: ${verdict.verdict}, ${verdict.difference.toFixed(3)}`);
