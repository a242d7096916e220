import { TRUTH_STATE } from "../import-types.js";
import type { ObjectSet } from "../objects/object-set.js";
import { inPieces, jsonLines } from "../objects/written-files.js";
import { WRITTEN_VERSION } from "../speciesnet/fields.js";
import { SPECIESNET_LABELS } from "../speciesnet/labels.js";

/** Numbers that MegaDetector's own categories have. */
const MEGADETECTOR_IDS: ReadonlyMap<string, number> = new Map([
  ["animal", 1],
  ["person", 2],
  ["vehicle", 3],
]);

/**
 * MegaDetector's results, format 1.3. Its own three categories keep their numbers, other labels are
 * numbered behind them. An image on which the model failed has a `failure` and no list of detections.
 */
export function* megaDetectorPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(
    (function* () {
      const ids = megaDetectorIds(set.labelNames);
      const names = Object.fromEntries(set.labelNames.map((name, k) => [ids[k]!, name]));
      const info = { format_version: "1.3", detector: "converted by homeground" };
      yield `{\n"info": ${JSON.stringify(info)},\n"detection_categories": ${JSON.stringify(names)},\n"images": [`;
      yield* jsonLines(megaDetectorImages(set, ids));
      yield "\n]\n}\n";
    })(),
  );
}

function megaDetectorIds(labels: readonly string[]): string[] {
  let next = labels.some((label) => MEGADETECTOR_IDS.has(label)) ? 4 : 1;
  return labels.map((label) => String(MEGADETECTOR_IDS.get(label) ?? next++));
}

function* megaDetectorImages(set: ObjectSet, ids: readonly string[]): Generator<string> {
  for (let image = 0; image < set.imageCount; image++) {
    const file = `"file": ${JSON.stringify(set.file[image])}`;
    if (hasFailed(set, image)) {
      yield `{${file}, "failure": "no answer of the model", "detections": null}`;
      continue;
    }
    const detections = [...detectionsOf(set, image)].map(
      ({ label, conf, bbox }) =>
        `{"category": ${JSON.stringify(ids[label])}, "conf": ${conf}, "bbox": ${bbox}}`,
    );
    yield `{${file}, "detections": [${detections.join(", ")}]}`;
  }
}

/**
 * SpeciesNet's predictions with detections alone. The labels are animal, human (as `person` is called
 * here) and vehicle; detections come by falling score.
 */
export function* speciesNetPieces(set: ObjectSet): Generator<string> {
  yield* inPieces(
    (function* () {
      yield '{\n"predictions": [';
      yield* jsonLines(speciesNetImages(set));
      yield "\n]\n}\n";
    })(),
  );
}

function* speciesNetImages(set: ObjectSet): Generator<string> {
  const categoryOf = new Map([...SPECIESNET_LABELS].map(([id, label]) => [label, id]));
  const version = `"model_version": "${WRITTEN_VERSION}"`;
  for (let image = 0; image < set.imageCount; image++) {
    const file = `"filepath": ${JSON.stringify(set.file[image])}`;
    if (hasFailed(set, image)) {
      yield `{${file}, "failures": ["DETECTOR"], ${version}}`;
      continue;
    }
    const detections = [...detectionsOf(set, image)]
      .sort((a, b) => b.score - a.score)
      .map(({ label, conf, bbox }) => {
        const name = set.labelNames[label] === "person" ? "human" : set.labelNames[label];
        const category = categoryOf.get(name ?? "") ?? "1";
        return `{"category": "${category}", "label": ${JSON.stringify(name)}, "conf": ${conf}, "bbox": ${bbox}}`;
      });
    yield `{${file}, "detections": [${detections.join(", ")}], ${version}}`;
  }
}

function hasFailed(set: ObjectSet, image: number): boolean {
  return (
    set.state[image] === TRUTH_STATE.unlabelled &&
    set.objectStart[image] === set.objectStart[image + 1]
  );
}

function* detectionsOf(set: ObjectSet, image: number) {
  for (let k = set.objectStart[image]!; k < set.objectStart[image + 1]!; k++) {
    const i = set.objectOrder[k]!;
    const sides = [...set.objects.box.subarray(4 * i, 4 * i + 4)];
    const score = set.score?.[i] ?? Number.NaN;
    yield {
      label: set.objects.label[i]!,
      score,
      conf: asFloat(score),
      bbox: `[${sides.map(asFloat).join(", ")}]`,
    };
  }
}

/** A number as JSON that Python reads as a float: MegaDetector's validator refuses whole numbers. */
function asFloat(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}
