import { contentId, type Json } from "../../core/canonical-json.js";
import type { CreateDigest } from "../../core/digest.js";
import { type ManifestLine, manifestText, readManifest } from "./manifest.js";
import { recordError } from "./read-record.js";
import type { BoundFile, RecordSettings, TransparencyRecord } from "./record-types.js";

/** A manifest without the two parts of a line that say whose an image is. */
export type NamelessManifest = Pick<BoundFile, "sha256" | "sizeBytes">;

/** Settings that name somebody or a place of files, and that no figure depends on. */
const NAMING_SETTINGS: readonly string[] = ["modelSource", "modelFile", "classifier", "images"];

/**
 * SHA-256 of the canonical JSON of what a record's figures rest on: images, answers, settings, figures,
 * clusters, profile. Who made it, what it is called, where it lies and what its authors state are not in
 * it, so that a record and its anonymous copy have one evidence id (docs/decisions/0037).
 *
 * @param manifest of the record, as {@link namelessManifest} gives it
 * @returns 64 hexadecimal digits
 */
export function evidenceId(
  record: TransparencyRecord,
  manifest: NamelessManifest,
  createDigest: CreateDigest,
): string {
  const { schema, task, unit, seed, software, openness, hashes, counts, model, files } = record;
  const { claims, confusion, clusters, profile, overlap } = record;
  const { sha256, sizeBytes, labels, trainingCounts } = model;
  const content = {
    evidence: "homeground.evidence/1",
    schema,
    task,
    unit,
    seed,
    software,
    openness,
    hashes,
    counts,
    claims,
    confusion,
    clusters,
    profile,
    overlap,
    model: { sha256, sizeBytes, labels, trainingCounts },
    settings: evidenceSettings(record.settings),
    files: {
      manifest: bytesOf(manifest),
      predictions: bytesOf(files.predictions),
      outcomes: bytesOf(files.outcomes),
      labelMap: bytesOf(files.labelMap),
    },
  };
  return contentId(content as unknown as Json, createDigest);
}

/** The settings without those that name somebody. */
export function evidenceSettings(settings: RecordSettings): RecordSettings {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => !NAMING_SETTINGS.includes(name)),
  );
}

/** A line of the manifest without address and licence, which say whose the image is. */
function namelessLine(line: ManifestLine): ManifestLine {
  return { ...line, url: null, licence: null };
}

/**
 * Hash and size of a manifest whose lines are {@link namelessLine}s, as the file streams.
 *
 * @param pieces of `manifest.ndjson`, in order
 * @param where names the file in errors
 * @param onText takes each line with its line feed
 * @throws HomegroundError `record/manifest`, `record/hash-format` with the first malformed line
 */
export async function namelessManifest(
  pieces: AsyncIterable<Uint8Array>,
  where: string,
  createDigest: CreateDigest,
  onText?: (text: string) => void | Promise<void>,
): Promise<NamelessManifest> {
  const digest = createDigest();
  const encoder = new TextEncoder();
  let sizeBytes = 0;
  const { problems } = await readManifest(pieces, where, (line) => {
    const text = `${manifestText(namelessLine(line))}\n`;
    const bytes = encoder.encode(text);
    digest.update(bytes);
    sizeBytes += bytes.length;
    return onText?.(text);
  });
  const [first] = problems;
  if (first !== undefined) throw recordError(first);
  return { sha256: digest.hex(), sizeBytes };
}

function bytesOf(file: NamelessManifest | null): NamelessManifest | null {
  return file === null ? null : { sha256: file.sha256, sizeBytes: file.sizeBytes };
}
