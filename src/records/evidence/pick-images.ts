import { isHomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { ImagePrediction, PublishedPrediction } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { type ManifestLine, readManifest, SCORED } from "../record/manifest.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { createEvidence, type Evidence } from "./evidence.js";
import { predictionLabels, type Recomputing } from "./recompute.js";
import { publishedPredictions } from "./record-predictions.js";
import { detectionSettings, requestOf } from "./record-settings.js";

/** A scored image of a record with its prediction. */
export interface PickedImage {
  readonly line: ManifestLine;
  readonly answer: PublishedPrediction | null;
}

/** Images that a page shows. */
export interface PickedImages {
  /** Evenly spread over the manifest. */
  readonly spread: readonly PickedImage[];
  /** The first of the manifest. */
  readonly first: readonly PickedImage[];
}

/**
 * Some scored images of a record that names them, with what the model answered. Nothing of a record
 * that is not open.
 *
 * @param evaluation of the record, computed again; null where nothing was
 * @throws HomegroundError where a file of the record cannot be read or is not as it should be
 */
export async function pickImages(
  record: TransparencyRecord,
  access: FileBytes,
  evaluation: Recomputing | null,
  most: { readonly spread: number; readonly first: number },
): Promise<PickedImages> {
  const request = requestOf(record);
  if (record.openness !== "open" || typeof request === "string") return { spread: [], first: [] };
  const { scored } = record.counts;
  const count = Math.min(most.spread, scored);
  const spread = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * scored) / count));
  const first = Array.from({ length: Math.min(most.first, scored) }, (_, i) => i);
  const wanted = new Set([...spread, ...first]);

  const builder = createEvidence(request);
  const lines = new Map<number, ManifestLine>();
  let at = 0;
  const { manifest } = record.files;
  await readManifest(access.stream(manifest.path), manifest.path, (line, number) => {
    builder.add(line, number);
    if (line.status !== SCORED) return;
    if (wanted.has(at)) lines.set(at, line);
    at++;
  });
  const own = scoredPredictions(evaluation);
  const predictions =
    own.size > 0 ? own : await predictionsOf(record, access, builder.finish(), request, wanted);
  const picked = (indices: readonly number[]): PickedImage[] =>
    indices.flatMap((i) => {
      const line = lines.get(i);
      return line === undefined ? [] : [{ line, answer: predictions.get(i) ?? null }];
    });
  return { spread: picked(spread), first: picked(first) };
}

async function predictionsOf(
  record: TransparencyRecord,
  access: FileBytes,
  evidence: Evidence,
  request: EvaluateRequest,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, PublishedPrediction>> {
  const found = new Map<number, PublishedPrediction>();
  const labels = predictionLabels(record);
  const source = publishedPredictions(record, access, evidence, labels, request);
  if (source === null) return found;
  const last = Math.max(-1, ...wanted);
  const threshold = detectionSettings(record.settings)?.operatingPoint ?? null;
  try {
    for (let i = 0; i <= last; i++) {
      const prediction = await source.answer(i);
      const published = wanted.has(i)
        ? predictionOf(prediction, { labels, request, threshold })
        : null;
      if (published !== null) found.set(i, published);
    }
  } catch (error) {
    if (!isHomegroundError(error)) throw error; // the images are shown without predictions
  }
  return found;
}

interface Terms {
  readonly labels: LabelSet;
  readonly request: EvaluateRequest;
  /** From which score on a box counts; null where nothing says it. */
  readonly threshold: number | null;
}

function predictionOf(
  prediction: ImagePrediction,
  { labels, request, threshold }: Terms,
): PublishedPrediction | null {
  if (prediction.kind === "none") return null;
  if (prediction.kind === "label") {
    return { kind: "label", label: labels.names[prediction.position] ?? "", isRight: null };
  }
  const thresholds = { scores: request.threshold, objects: threshold };
  return taskOf(request.task).published(prediction.scores, labels.names, thresholds);
}

/** The predictions that were scored, by image, of an evaluation whose units are images of one label. */
function scoredPredictions(
  evaluation: Recomputing | null,
): ReadonlyMap<number, PublishedPrediction> {
  const found = new Map<number, PublishedPrediction>();
  if (evaluation === null) return found;
  const { outcomes, image, request } = evaluation;
  if (!haveOneLabel(outcomes) || request.unit.kind !== "image") return found;
  const { truth, predicted, classes } = outcomes;
  for (const [unit, i] of image.entries()) {
    const label = classes[predicted[unit]!] ?? "";
    found.set(i, { kind: "label", label, isRight: truth[unit] === predicted[unit] });
  }
  return found;
}
