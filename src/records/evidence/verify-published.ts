import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import { ACCURACY } from "../../metrics/predictions/accuracy.js";
import { haveOneLabel } from "../../outcomes/classification-types.js";
import type { RecordProblem } from "../record/record-problem.js";
import type { BoundFile, RecordClaim, TransparencyRecord } from "../record/record-types.js";
import { otherSigner, type Signatures, verifySignatures } from "../record/signature.js";
import { type HashedFile, hashedAccess } from "./hashed-access.js";
import { createProblemList, type ProblemList } from "./problem-list.js";
import type { Recomputing } from "./recompute.js";
import { recordFigures } from "./record-figures.js";
import { requestOf } from "./record-settings.js";
import { verifyClaims } from "./verify-claims.js";
import { verifyManifest } from "./verify-manifest.js";
import { readOwn } from "./verify-record.js";

/** What a page that shows a record has of it. */
export interface PublishedPorts {
  /** Folder of the record, and its name there. */
  readonly access: FileBytes;
  readonly path: string;
  readonly createDigest: CreateDigest;
  /** Null where the page has no Ed25519: then signatures are not looked at. */
  readonly signatures: Signatures | null;
  /** The id that the page shows. */
  readonly expect: string;
  /** Public key by which the record must be signed, base64url; null where any is fine. */
  readonly signer: string | null;
  readonly signal: Cancellation;
  readonly onProgress: (stage: PublishedStage, done: number, total: number) => void;
}

/** Bytes fetched of all, lines of the manifest read, answers counted. */
export type PublishedStage = "bytes" | "manifest" | "figures";

/** What counting again came to; plain data, which a worker can send. */
export interface PublishedVerification {
  readonly problems: readonly RecordProblem[];
  /** Differences beyond those that are named. */
  readonly moreProblems: number;
  readonly isEqual: boolean;
  readonly files: readonly HashedFile[];
  /** Lines of the manifest that were read; null where it could not be. */
  readonly images: number | null;
  /** The first figure, computed again; null where nothing was. */
  readonly headline: RecordClaim | null;
  /** Of the figures that can be computed again: how many are equal. */
  readonly equalFigures: number;
  readonly recomputable: number;
  /**
   * A mark a unit, in the order of the manifest: 1 right, 0 wrong; null for tasks whose figure does
   * not count units that are right.
   */
  readonly marks: Uint8Array | null;
  readonly units: number;
  /** Public keys whose signatures hold, base64url; null where they were not looked at. */
  readonly signedBy: readonly string[] | null;
}

/**
 * What `record verify` does without images and model, for a page: record, manifest and answers are
 * fetched once each, hashed as they stream, and every figure is computed again by the same code.
 * Every difference is named, those of whole files first, and none ends the rest.
 *
 * @throws HomegroundError where the record itself cannot be read, and the reason of `signal`
 */
export async function verifyPublished(ports: PublishedPorts): Promise<PublishedVerification> {
  const { access, path, createDigest, signatures, signal, onProgress } = ports;
  const problems = createProblemList();
  const own = { access, path, source: path, createDigest, expect: ports.expect, secret: null };
  const record = await readOwn(own, problems);
  if (record === null) return result(problems, createProblemList(), null, NOTHING, []);
  const signed = signatures === null ? null : await verifySignatures(record, path, signatures);
  problems.addAll(signed?.problems ?? []);
  const asked = signed === null ? null : ports.signer;
  const other = asked === null ? null : otherSigner(asked, signed?.keys ?? [], path);
  if (other !== null) problems.addAll([other]);

  const bound = boundFiles(record);
  const total = bound.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let bytes = 0;
  const hashed = hashedAccess(access, bound, createDigest, (more) => {
    signal.throwIfAborted();
    bytes += more;
    onProgress("bytes", bytes, total);
  });
  const computed = createProblemList();
  const found = await computeAgain(record, hashed, computed, ports);
  const files = await hashed.settle(problems);
  const keys = signed !== null && problems.errors === 0 ? signed.keys : null;
  return { ...result(problems, computed, record, found, files), signedBy: signed && (keys ?? []) };
}

/** The files that the figures rest on; the model is not fetched. */
export function boundFiles({ files }: Pick<TransparencyRecord, "files">): BoundFile[] {
  const all = [files.manifest, files.predictions, files.outcomes, files.labelMap, files.card];
  return all.filter((file) => file !== null);
}

interface ComputedAgain {
  readonly images: number | null;
  readonly equal: number;
  readonly evaluation: Recomputing | null;
}

const NOTHING: ComputedAgain = { images: null, equal: 0, evaluation: null };

async function computeAgain(
  record: TransparencyRecord,
  access: FileBytes,
  problems: ProblemList,
  { signal, onProgress }: PublishedPorts,
): Promise<ComputedAgain> {
  const asked = requestOf(record);
  if (typeof asked === "string") {
    problems.add("record/not-recomputable", asked, "settings");
    return NOTHING;
  }
  const request: EvaluateRequest = asked;
  const { images } = record.counts;
  try {
    const pieces = access.stream(record.files.manifest.path);
    const manifest = await verifyManifest(record, pieces, request, problems, (lines) => {
      signal.throwIfAborted();
      onProgress("manifest", lines, images);
    });
    if (!manifest.isWhole) return NOTHING;
    const figures = await verifyClaims(record, manifest.evidence, request, problems, {
      access,
      signal,
      onProgress: (done, of) => onProgress("figures", done, of),
    });
    return { images, equal: figures.equal, evaluation: figures.evaluation };
  } catch (error) {
    if (!isHomegroundError(error) || error.code === "run/interrupted") throw error;
    return NOTHING; // a file that cannot be read is named when files are settled
  }
}

function result(
  whole: ProblemList,
  computed: ProblemList,
  record: TransparencyRecord | null,
  { images, equal, evaluation }: ComputedAgain,
  files: readonly HashedFile[],
): PublishedVerification {
  const figures =
    record === null || evaluation === null ? null : recordFigures(evaluation, record.settings);
  return {
    problems: [...whole.problems, ...computed.problems],
    moreProblems: whole.more + computed.more,
    isEqual: whole.errors + computed.errors === 0,
    files,
    images,
    headline: figures?.claims[0] ?? null,
    equalFigures: equal,
    recomputable: record?.claims.filter(({ recomputable }) => recomputable).length ?? 0,
    marks: evaluation === null ? null : marksOf(evaluation, figures?.claims[0]?.metric ?? ""),
    units: evaluation?.outcomes.unitCount ?? 0,
    signedBy: null,
  };
}

/** Whether each unit is right, where the figure is the share of those. */
function marksOf({ outcomes }: Recomputing, metric: string): Uint8Array | null {
  if (!haveOneLabel(outcomes) || metric !== ACCURACY.id) return null;
  const { truth, predicted } = outcomes;
  return Uint8Array.from(truth, (label, i) => (label === predicted[i] ? 1 : 0));
}
