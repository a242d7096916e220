import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { formatLabelMap, type LabelMap } from "../../models/label-map.js";
import { secretId } from "../../records/hmac.js";
import { sealRecord, type UnsealedRecord } from "../../records/identity.js";
import { type ManifestLine, manifestText, SCORED } from "../../records/manifest.js";
import type {
  BoundFile,
  Openness,
  RecordModel,
  RecordSettings,
  TransparencyRecord,
} from "../../records/record-types.js";
import type { StatedFacts } from "../../records/stated-facts.js";
import type { AnswerSource } from "../answers.js";
import type { Evaluation } from "../evaluate.js";
import type { ImageSet } from "../image-set.js";
import type { TruthOnFiles } from "../prepare.js";
import { createEvidence } from "./evidence.js";
import { fingerprintImages } from "./fingerprints.js";
import { fullLines, recordPath } from "./manifest-lines.js";
import { predictionRows } from "./prediction-rows.js";
import { answerLabels, recompute, recordSet } from "./recompute.js";
import { originsOfKnown, publicAttributes } from "./record-attributes.js";
import { recordFigures } from "./record-figures.js";
import { type RecordImages, recordImages } from "./record-images.js";
import { recordProfile } from "./record-profile.js";
import { requestOf, settingsOf } from "./record-settings.js";

/** An evaluation of which a record is made. */
export interface RecordSource {
  readonly evaluation: Evaluation;
  readonly placed: TruthOnFiles;
  readonly set: ImageSet;
  readonly map: LabelMap;
  readonly labels: LabelSet;
  readonly model: Omit<RecordModel, "labels" | "trainingCounts">;
  /** Text of the model card; null without one. */
  readonly card: string | null;
  /** Files of the images. */
  readonly access: FileAccess;
}

/** What the author wishes the record to be. */
export interface RecordWishes {
  readonly state: TransparencyRecord["state"];
  readonly openness: Openness;
  readonly stated: StatedFacts;
  readonly images: "included" | "withheld" | { readonly address: string };
  readonly previous: TransparencyRecord | null;
  /** Where the record is not open. */
  readonly secret: Uint8Array | null;
  /** Further settings for readers. */
  readonly said: RecordSettings;
}

/** Where the files of a record go. */
export interface RecordOutput {
  /** Writes a file from its pieces. @throws HomegroundError `output/not-written` */
  write(path: string, pieces: Iterable<string>): Promise<BoundFile>;
  /** What a file that is there already is. */
  bound(path: string): Promise<BoundFile>;
  readonly access: FileAccess;
}

export interface CreatePorts {
  readonly output: RecordOutput;
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (stage: CreateStage, done: number, total: number) => void;
}

export type CreateStage = "hashing" | "writing" | "figures";

/** A record, and what is worth saying about how it was made. */
export interface CreatedRecord {
  readonly record: TransparencyRecord;
  /** Columns that stay out of the manifest. */
  readonly stripped: readonly string[];
  /** Images without a hash: they are not on disk, or could not be read. */
  readonly unhashed: number;
  /** Images that are on disk: their path there, and their name in the record. */
  readonly onDisk: readonly { readonly path: string; readonly name: string }[];
}

const LINES_A_PIECE = 512;

/**
 * Makes a record from an evaluation: hashes its images, writes the manifest and computes every figure
 * once more from what is published, so that whoever has the files gets the same.
 */
export async function createRecord(
  source: RecordSource,
  wishes: RecordWishes,
  ports: CreatePorts,
): Promise<CreatedRecord> {
  const { evaluation, placed, set } = source;
  const { request, result } = evaluation;
  const images = recordImages(placed, set, result.inputs.listed, SCORED);
  const prints = await fingerprintImages(
    Array.from(images.found, (file) => (file < 0 ? null : placed.files[file]!.path)),
    {
      ...{ access: source.access, decoder: ports.decoder, createDigest: ports.createDigest },
      signal: ports.signal,
      onProgress: (done, total) => ports.onProgress?.("hashing", done, total),
    },
  );
  const told = publicAttributes(placed.truth.attributes, wishes.stated);
  const lineOf = fullLines({
    ...{ placed, set, images, request, prints, attributes: told.columns },
    stated: wishes.stated,
    baseUrl: typeof wishes.images === "object" ? wishes.images.address : null,
    objectsOf: null,
  });
  const settings = settingsOf(request, {
    order: areAscending(images) ? "names" : "given",
    images: typeof wishes.images === "object" ? "address" : wishes.images,
    stripped: told.stripped,
    origins: originsOfKnown(placed.truth.attributes, [
      ...told.columns.keys(),
      ...prints.measured.keys(),
    ]),
    clustersNotUsed: evaluation.question.notUsed.map(({ attribute }) => attribute),
    said: wishes.said,
  });
  const terms = { task: result.task, unit: result.unit, seed: result.seed, settings };
  const again = requestOf(terms);
  if (typeof again === "string") throw cannotRecord(again);

  const evidence = createEvidence(again);
  const order = Int32Array.from(images.name.keys());
  const written = function* (): Generator<string> {
    for (let from = 0; from < order.length; from += LINES_A_PIECE) {
      ports.signal.throwIfAborted();
      let text = "";
      for (const image of order.subarray(from, from + LINES_A_PIECE)) {
        const line: ManifestLine = lineOf(image);
        evidence.add(line, image + 1);
        text += `${manifestText(line)}\n`;
      }
      yield text;
      ports.onProgress?.("writing", Math.min(order.length, from + LINES_A_PIECE), order.length);
    }
  };
  const manifest = await ports.output.write("manifest.ndjson", written());
  const predictions = await ports.output.bound("predictions.csv");
  const labelMap = needsMap(source.map)
    ? await ports.output.write("label-map.json", [formatLabelMap(source.map)])
    : null;
  const card = source.card === null ? null : await ports.output.write("card.json", [source.card]);

  const model: RecordModel = {
    ...source.model,
    labels: source.labels.names,
    trainingCounts: wishes.stated.trainingCounts,
  };
  const found = evidence.finish();
  const labels = answerLabels({ task: result.task, model });
  const own = recordSet(found, labels, source.map, again);
  if (typeof own === "string") throw cannotRecord(own);
  const columns = result.task === "anomaly" ? ["score"] : labels.keys;
  const rows = predictionRows(
    ports.output.access.stream(predictions.path),
    predictions.path,
    found.name,
    labels,
    columns,
  );
  const recomputed = await recompute(own, found, counted(rows, found.name.length, ports), again, {
    ...{ version: result.software.version, signal: ports.signal, detection: null },
  });
  await rows.finish();
  const figures = recordFigures(recomputed, settings);
  checkSame(figures.claims, recordFigures(evaluation, settings).claims);

  const reasons: Record<string, number> = {};
  for (const { code } of result.inputs.listed) reasons[code] = (reasons[code] ?? 0) + 1;
  const { stated, previous } = wishes;
  const unsealed: UnsealedRecord = {
    schema: "homeground.record/1",
    state: wishes.state,
    title: stated.title ?? titleOf(model.name, result.task, images.scored, result.unit),
    version: (previous?.version ?? 0) + 1,
    previous: previous?.id ?? null,
    openness: wishes.openness,
    software: result.software,
    ...terms,
    model,
    files: { manifest, predictions, outcomes: null, card, labelMap },
    hashes:
      wishes.secret === null
        ? { algorithm: "sha256", keyId: null }
        : { algorithm: "hmac-sha256", keyId: secretId(wishes.secret, ports.createDigest) },
    counts: {
      images: images.name.length,
      scored: images.scored,
      listed: images.name.length - images.scored,
      reasons,
    },
    ...figures,
    profile: recordProfile(found, recomputed, settings, "open"),
    facts: stated.facts,
    construct: stated.construct,
    scope: stated.scope,
    caveats: stated.caveats.map((words) => ({ words, by: "author" })),
    overlap: null,
  };
  const onDisk: { path: string; name: string }[] = [];
  for (const [i, name] of images.name.entries()) {
    if (prints.bytes(i) === null) continue;
    onDisk.push({ path: placed.files[images.found[i]!]!.path, name: recordPath(name) });
  }
  return {
    record: sealRecord(unsealed, ports.createDigest),
    stripped: told.stripped,
    unhashed: images.name.length - onDisk.length,
    onDisk,
  };
}

/** Whether scored images are in the order of the names that the record gives them. */
function areAscending({ name, scored }: RecordImages): boolean {
  for (let i = 1; i < scored; i++)
    if (recordPath(name[i - 1]!) >= recordPath(name[i]!)) return false;
  return true;
}

/** Whether a label map says more than equal names do. */
function needsMap(map: LabelMap): boolean {
  return [...map].some(
    ([label, target]) =>
      target.kind !== "model-labels" || target.labels.length !== 1 || target.labels[0] !== label,
  );
}

function counted(source: AnswerSource, total: number, { onProgress }: CreatePorts): AnswerSource {
  return {
    labels: source.labels,
    answer(image) {
      if (image % LINES_A_PIECE === 0) onProgress?.("figures", image, total);
      return source.answer(image);
    },
  };
}

/** A record is not made where its own files do not give the figures of the evaluation. */
function checkSame(
  recomputed: TransparencyRecord["claims"],
  evaluated: TransparencyRecord["claims"],
): void {
  const byMetric = new Map(evaluated.map((claim) => [`${claim.metric} ${claim.clusters}`, claim]));
  for (const claim of recomputed) {
    const before = byMetric.get(`${claim.metric} ${claim.clusters}`);
    if (before === undefined || Object.is(before.value, claim.value)) continue;
    throw new HomegroundError("internal/bug", {
      what: `${claim.metric} is ${before.value} as evaluated, and ${claim.value} from the record's files`,
      where: "record create",
      fix: "Report it, with the command that was run",
    });
  }
}

function cannotRecord(what: string): HomegroundError {
  return new HomegroundError("record/predictions", {
    ...{ what, where: "record create" },
    fix: "Report it, with the command that was run",
  });
}

function titleOf(model: string, task: string, scored: number, unit: string): string {
  return `${model}: ${task} on ${scored} ${unit}s`;
}
