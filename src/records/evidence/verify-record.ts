import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { isHomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { FileBytes } from "../../formats/file-bytes.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { taskOfName } from "../../tasks/registry.js";
import { evidenceId, namelessManifest } from "../record/evidence-id.js";
import { secretId } from "../record/hmac.js";
import { readManifest, SCORED } from "../record/manifest.js";
import { MOST_RECORD_CHARACTERS, readRecord } from "../record/read-record.js";
import type { RecordProblem } from "../record/record-problem.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { otherSigner, type Signatures, verifySignatures } from "../record/signature.js";
import { missingConstruct } from "../record/stated-facts.js";
import type { Evidence } from "./evidence.js";
import { createProblemList, type ProblemList } from "./problem-list.js";
import { predictionLabels, type Recomputing } from "./recompute.js";
import { publishedPredictions } from "./record-predictions.js";
import { detectionSettings, requestOf } from "./record-settings.js";
import { verifyClaims } from "./verify-claims.js";
import { FILE_ROLES, includedModel, verifyFiles } from "./verify-files.js";
import { verifyImages } from "./verify-images.js";
import { verifyManifest } from "./verify-manifest.js";
import { type RerunModel, verifyPredictions } from "./verify-model.js";

/** What a record is held against. */
export interface VerifyPorts {
  /** Folder of the record, and its name there. */
  readonly access: FileAccess;
  readonly path: string;
  /** Name of the record in problems. */
  readonly source: string;
  /** Folder of the images; null where they are not compared. */
  readonly images: FileAccess | null;
  /** Model to run again; null for none. */
  readonly model: RerunModel | null;
  readonly signatures: Signatures;
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  /** The id or the evidence id that the record must have; null where any is fine. */
  readonly expect: string | null;
  /** Public key by which the record must be signed, base64url; null or absent where any is fine. */
  readonly signer?: string | null;
  /** For auditors of a record that is not open. */
  readonly secret: Uint8Array | null;
  readonly signal: Cancellation;
  readonly onProgress?: (stage: VerifyStage, done: number, total: number) => void;
}

export type VerifyStage = "hashing" | "manifest" | "figures" | "images" | "model";

/** Steps of a check, in their order. */
export type VerifyStep = "record" | "files" | "manifest" | "figures" | "images" | "model";

/** Outcome of one step, in words. */
export interface VerifiedStep {
  readonly step: VerifyStep;
  readonly outcome: "equal" | "differs" | "not-done";
  readonly what: string;
}

export interface Verification {
  /** Null where the file is no record. */
  readonly record: TransparencyRecord | null;
  readonly steps: readonly VerifiedStep[];
  readonly problems: readonly RecordProblem[];
  /** Differences beyond those that are named. */
  readonly moreProblems: number;
  /** Whether there is no difference; there may be warnings. */
  readonly isEqual: boolean;
  /** Public keys whose signatures hold, base64url. */
  readonly signedBy: readonly string[];
  /** The id that was expected; null where any was fine. */
  readonly expected: string | null;
  /** The public key that was asked for; null where any was fine. */
  readonly signer: string | null;
  /** What was computed again; null where nothing was. */
  readonly evaluation: Recomputing | null;
}

/**
 * Holds a record against everything that is there: itself, its files, its manifest, its figures, its
 * images. Every difference is named, and none ends the rest.
 *
 * @throws HomegroundError where the record itself cannot be read
 */
export async function verifyRecord(ports: VerifyPorts): Promise<Verification> {
  const problems = createProblemList();
  const steps: VerifiedStep[] = [];
  const step = async (name: VerifyStep, work: () => Promise<string | null>): Promise<void> => {
    const before = problems.errors;
    const what = await work();
    const outcome =
      problems.errors > before ? "differs" : what === null ? "not-done" : ("equal" as const);
    steps.push({ step: name, outcome, what: what ?? "not checked" });
  };
  let record: TransparencyRecord | null = null;
  let signedBy: readonly string[] = [];
  await step("record", async () => {
    record = await readOwn(ports, problems);
    if (record === null) return "it is no record";
    const signed = await verifySignatures(record, ports.source, ports.signatures);
    problems.addAll(signed.problems);
    const { signer = null } = ports;
    const other = signer === null ? null : otherSigner(signer, signed.keys, ports.source);
    if (other !== null) problems.addAll([other]);
    // A signature covers the id: where the content does not match it, nothing is signed.
    signedBy = problems.errors === (other === null ? 0 : 1) ? signed.keys : [];
    const by = signed.keys.length === 0 ? "unsigned" : `signed by ${signed.keys.join(", ")}`;
    return `its id is ${record.id}; ${by}`;
  });
  const evaluation = record === null ? null : await verifyRest(record, ports, problems, step);
  return {
    record,
    steps,
    problems: problems.problems,
    moreProblems: problems.more,
    signedBy,
    isEqual: problems.errors === 0,
    expected: ports.expect,
    signer: ports.signer ?? null,
    evaluation,
  };
}

/** What a record alone is held against. */
export interface OwnPorts
  extends Pick<VerifyPorts, "path" | "source" | "createDigest" | "expect" | "secret"> {
  readonly access: FileBytes;
}

/**
 * Reads a record and checks what can be checked without its files.
 *
 * @returns null where it is no record, which is named
 * @throws HomegroundError where the file cannot be read
 */
export async function readOwn(
  { access, path, source, createDigest, expect, secret }: OwnPorts,
  problems: ProblemList,
): Promise<TransparencyRecord | null> {
  const bytes = await access.read(path, { maxBytes: 4 * MOST_RECORD_CHARACTERS });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    problems.add("record/bad-shape", "the file is not UTF-8", source);
    return null;
  }
  const read = readRecord(text, source, createDigest);
  problems.addAll(read.problems);
  const { record } = read;
  if (record === null) return null;
  if (expect !== null && expect !== record.id) {
    const evidence = await evidenceHere(record, access, createDigest);
    if (expect !== evidence) {
      const own = evidence === null ? "" : `, its evidence ${evidence}`;
      const what = `the record is ${record.id}${own}, and ${expect} was expected`;
      problems.add("record/expected-id", what, `${source}, id`);
    }
  }
  const missing = missingConstruct(record.construct);
  if (record.state === "published" && missing.length > 0) {
    const what = `the record is published, and ${missing.join(", ")} is not stated`;
    problems.add("record/not-stated", what, `${source}, construct`);
  }
  if (secret !== null && record.hashes.keyId !== secretId(secret, createDigest)) {
    const what =
      record.hashes.keyId === null
        ? "the record was made without a secret"
        : "the secret is another one than that of the record";
    problems.add("record/secret", what, `${source}, hashes.keyId`);
  }
  return record;
}

/** The evidence id; null where the manifest cannot be read, which is named when it is checked. */
async function evidenceHere(
  record: TransparencyRecord,
  access: FileBytes,
  createDigest: CreateDigest,
): Promise<string | null> {
  const { path } = record.files.manifest;
  try {
    const manifest = await namelessManifest(access.stream(path), path, createDigest);
    return evidenceId(record, manifest, createDigest);
  } catch (error) {
    if (isHomegroundError(error) && error.code !== "run/interrupted") return null;
    throw error;
  }
}

async function verifyRest(
  record: TransparencyRecord,
  ports: VerifyPorts,
  problems: ProblemList,
  step: (name: VerifyStep, work: () => Promise<string | null>) => Promise<void>,
): Promise<Recomputing | null> {
  const { access, createDigest, signal, onProgress } = ports;
  const { files } = record;
  const model = includedModel(record);
  const bound = [...FILE_ROLES.map((role) => files[role]), model];
  const total = bound.reduce((sum, file) => sum + (file?.sizeBytes ?? 0), 0);
  await step("files", async () => {
    let done = 0;
    const sound = await verifyFiles(bound, access, createDigest, problems, (bytes) => {
      signal.throwIfAborted();
      done += bytes;
      onProgress?.("hashing", done, total);
    });
    return `${sound} of ${bound.filter((file) => file != null).length} files are those of the record`;
  });
  const asked = requestOf(record);
  const request: EvaluateRequest | null = typeof asked === "string" ? null : asked;
  let evaluation: Recomputing | null = null;
  let manifest: Awaited<ReturnType<typeof verifyManifest>> | null = null;
  await step("manifest", async () => {
    try {
      const pieces = access.stream(files.manifest.path);
      manifest = await verifyManifest(record, pieces, request, problems, (lines) => {
        signal.throwIfAborted();
        onProgress?.("manifest", lines, record.counts.images);
      });
    } catch (error) {
      if (!isHomegroundError(error) || error.code === "run/interrupted") throw error;
      return null; // named as missing before
    }
    return `${record.counts.images} images, ${record.counts.scored} scored and ${record.counts.listed} listed`;
  });
  await step("figures", async () => {
    if (request === null || manifest === null) {
      if (typeof asked === "string") problems.add("record/not-recomputable", asked, "settings");
      return null;
    }
    const { evidence, isWhole } = manifest;
    if (!isWhole) return null;
    const figures = await verifyClaims(record, evidence, request, problems, {
      access,
      signal,
      onProgress: (done, of) => onProgress?.("figures", done, of),
    });
    if (!figures.computed) return null;
    evaluation = figures.evaluation;
    const { equal, notRecomputable } = figures;
    const computed = record.claims.length - notRecomputable;
    const rest =
      notRecomputable === 0 ? "" : `; of ${notRecomputable} more what they need is not published`;
    return `${equal} of ${computed} figures computed again are equal to the last digit${rest}`;
  });
  await step("images", async () => {
    if (ports.images === null) {
      if (record.settings["images"] !== "included") return null;
      const what = "the record includes its images, and there is no folder images beside it";
      problems.add("record/file-missing", what, "images");
      return null;
    }
    if (manifest === null) return null;
    const found = await verifyImages(record, problems, {
      images: ports.images,
      decoder: ports.decoder(),
      createDigest,
      secret: ports.secret,
      manifest: () => access.stream(files.manifest.path),
      signal,
      onProgress: (done, of) => onProgress?.("images", done, of),
    });
    if (found.compared === 0) return null;
    const { compared, equal, undecodable, withoutHash } = found;
    const blind =
      undecodable === 0
        ? ""
        : `; ${undecodable} more by ${undecodable === 1 ? "its" : "their"} bytes, which cannot be decoded here`;
    const without =
      withoutHash === 0 ? "" : `; ${withoutHash} ${withoutHash === 1 ? "has" : "have"} no hash`;
    return `${equal} of ${compared} images are those of the manifest${blind}${without}`;
  });
  await step("model", async () => {
    if (ports.model === null || manifest === null || request === null) return null;
    return verifyModel(record, manifest.evidence, request, ports.model, ports, problems);
  });
  return evaluation;
}

/** Runs the model again, if it is the one of the record. */
async function verifyModel(
  record: TransparencyRecord,
  evidence: Evidence,
  request: EvaluateRequest,
  model: RerunModel,
  { access, signal, onProgress }: VerifyPorts,
  problems: ProblemList,
): Promise<string | null> {
  if (record.model.sha256 !== model.sha256) {
    const what =
      record.model.sha256 === null
        ? "the record was made of predictions and names no model"
        : `the model has the SHA-256 ${model.sha256}, and the record names ${record.model.sha256}`;
    problems.add("record/hash-mismatch", what, model.name);
    return null;
  }
  const labels = predictionLabels(record);
  const published = publishedPredictions(record, access, evidence, labels, request);
  if (record.openness !== "open" || published === null) {
    const what = "the record withholds which answer is of which image: the model is not run again";
    problems.add("record/not-recomputable", what, model.name, "warning");
    return null;
  }
  if (record.settings["classifier"] !== undefined) {
    const what = "the record is of two models, one behind the other, which are not run again here";
    problems.add("record/not-recomputable", what, model.name, "warning");
    return null;
  }
  try {
    const total = evidence.name.length;
    const report = (done: number): void => onProgress?.("model", done, total);
    const { threshold } = record.settings;
    const again = await model.answers(evidence.name, labels, report, {
      counted:
        taskOfName(record.task)?.prediction === "counts"
          ? { threshold: typeof threshold === "number" ? threshold : null }
          : null,
      joints: detectionSettings(record.settings)?.joints?.map(([name]) => name) ?? null,
    });
    const bound = await boundBytes(record, access);
    const found = await verifyPredictions(record, evidence.name, published, again, problems, {
      signal,
      onProgress: report,
      isOther: (i) => bound[i] != null && again.sha256[i] != null && bound[i] !== again.sha256[i],
    });
    const largest = Number(found.largest.toPrecision(2));
    const within =
      taskOfName(record.task)?.prediction === "mask"
        ? `at most ${Number((100 * largest).toPrecision(2))} % of the pixels of one changed`
        : `scores within ${largest}`;
    return `the model answers ${found.equal} of ${found.compared} images as the record says, ${within}`;
  } catch (error) {
    if (!isHomegroundError(error) || error.code === "run/interrupted") throw error;
    const code = error.code === "record/predictions" ? error.code : "record/answer-differs";
    problems.add(code, `the model cannot be run again: ${error.what}`, error.where);
    return null;
  }
}

/** Hash that the manifest names for each scored image; null where it names none. */
async function boundBytes(
  { files: { manifest } }: TransparencyRecord,
  access: FileAccess,
): Promise<readonly (string | null)[]> {
  const bytes: (string | null)[] = [];
  await readManifest(access.stream(manifest.path), manifest.path, (line) => {
    if (line.status === SCORED) bytes.push(line.bytes);
  });
  return bytes;
}
