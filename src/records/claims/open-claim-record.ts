import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";
import { selectRows } from "../../core/table.js";
import {
  createDigestColumn,
  createDigestIndex,
  type DigestColumn,
} from "../../dataset/digest-column.js";
import type { ClaimRecord, ClaimUnits } from "../../evaluation/claim-record/claim-record.js";
import { unitsOfConfusion } from "../../evaluation/claim-record/confusion-units.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileAccess } from "../../formats/file-access.js";
import { createEvidence, type Evidence } from "../evidence/evidence.js";
import { predictionLabels, recompute, recordSet } from "../evidence/recompute.js";
import { recordFeatures } from "../evidence/record-features.js";
import { recordLabelMap } from "../evidence/record-label-map.js";
import { publishedPredictions } from "../evidence/record-predictions.js";
import { originsOf, requestOf } from "../evidence/record-settings.js";
import { readManifest, SCORED } from "../record/manifest.js";
import { parseRecord, recordError } from "../record/read-record.js";
import type { BoundFile, TransparencyRecord } from "../record/record-types.js";
import { recordSide } from "../scope/record-side.js";
import { boundFiles } from "./bound-files.js";

export interface OpenClaimOptions {
  /** The files beside the record; null where there are none. */
  readonly access: FileAccess | null;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens a record that is given as a claim: itself, and where its manifest and answers are beside it,
 * every unit that it scored. Files stream, and are held against the hashes that bind them.
 *
 * @param text of `record.json`
 * @param source names it, in messages too
 * @throws HomegroundError `record/…` for anything that is not as the record says
 */
export async function openClaimRecord(
  text: string,
  source: string,
  options: OpenClaimOptions,
): Promise<ClaimRecord> {
  const record = parseRecord(text, source, options.createDigest);
  const { files } = record;
  const base = { source, record };
  const access = options.access === null ? null : boundFiles(options.access, record, options);
  const there = async (file: BoundFile | null): Promise<boolean> =>
    file !== null && (await access?.kindOf(file.path))?.kind === "file";
  const request = requestOf(record);
  if (access === null || typeof request === "string" || !(await there(files.manifest))) {
    return { ...base, units: unitsOfConfusion(record, source), images: null, side: null };
  }
  const { evidence, digests } = await readEvidence(record, access, request, options);
  const images = digests === null ? null : createDigestIndex(digests);
  const side = recordSide(record, evidence);
  const features = side === null ? null : await recordFeatures(record, access, side.names);
  const hasAnswers = (await there(files.predictions)) || (await there(files.outcomes));
  if (!hasAnswers)
    return { ...base, units: unitsOfConfusion(record, source), images, side, features };
  const units = await unitsOfAnswers(record, source, access, evidence, request, options);
  return { ...base, units, images, side, features };
}

async function readEvidence(
  record: TransparencyRecord,
  access: FileAccess,
  request: EvaluateRequest,
  { signal, onProgress }: OpenClaimOptions,
): Promise<{ readonly evidence: Evidence; readonly digests: DigestColumn | null }> {
  const { path } = record.files.manifest;
  const { images, scored } = record.counts;
  const builder = createEvidence(request);
  const digests = record.hashes.algorithm === "sha256" ? createDigestColumn(scored) : null;
  let at = 0;
  const reading = await readManifest(access.stream(path), path, (line, number) => {
    if (number % 4096 === 0) {
      signal.throwIfAborted();
      onProgress?.(number, images);
    }
    builder.add(line, number);
    if (line.status !== SCORED) return;
    if (at < scored) digests?.set(at, line.bytes);
    at++;
  });
  const [problem] = reading.problems;
  if (problem !== undefined) throw recordError(problem);
  if (at !== scored) {
    throw new HomegroundError("record/counts", {
      what: `the record states ${scored} scored images, and ${path} has ${at}`,
      where: "counts.scored",
      fix: "Get the record again from where it is published, or ask its authors",
    });
  }
  return { evidence: builder.finish(), digests };
}

/** The evaluation of the record once more, as far as units go. */
async function unitsOfAnswers(
  record: TransparencyRecord,
  source: string,
  access: FileAccess,
  evidence: Evidence,
  asked: EvaluateRequest,
  { signal }: OpenClaimOptions,
): Promise<ClaimUnits> {
  const unfit = (what: string): HomegroundError =>
    new HomegroundError("record/predictions", {
      what,
      where: source,
      fix: "Get the record again from where it is published, or ask its authors",
    });
  const labels = predictionLabels(record);
  // Figures are computed where they are claimed; here the units are wanted.
  const request = { ...asked, metrics: [], interval: null };
  const set = recordSet(evidence, labels, await recordLabelMap(record, access), request);
  if (typeof set === "string") throw unfit(set);
  const answers = publishedPredictions(record, access, evidence, labels, request);
  if (answers === null) throw unfit("the record names no answers");
  const { outcomes, image } = await recompute(set, evidence, answers, request, {
    version: record.software.version,
    signal,
    settings: record.settings,
  });
  await answers.finish();
  const isTold = record.openness === "open" && evidence.attributes.columns.size > 0;
  return {
    outcomes,
    attributes: isTold ? selectRows(evidence.attributes, image) : null,
    originOf: originsOf(record.settings),
    independent: true,
  };
}
