import type { Cancellation } from "../core/cancellation.js";
import { type HomegroundError, isHomegroundError } from "../core/errors.js";
import type { LabelSet } from "../core/label-set.js";
import { formatOfName, type ImageFormat } from "../images/image-format.js";
import type { ImageNote } from "../images/image-notes.js";
import type { ImageScorer, ScoredImage } from "../models/image-scorer.js";
import type { ResultListed } from "../results/result.js";
import { outlinesOf } from "../tasks/found-outlines.js";
import type { PredictionSource } from "../tasks/predictions.js";
import type { ScoreLog, ScoreRecord } from "./score-log.js";

/** An image of a run: its name in results, and where its bytes are, or why they are nowhere. */
export type ImageOnDisk =
  | { readonly file: string; readonly path: string }
  | { readonly file: string; readonly path: null; readonly problem: HomegroundError };

export interface ModelRunPorts {
  readonly scorer: ImageScorer;
  /** The log of this model under this input rule and engine. */
  readonly log: ScoreLog;
  /** The log of features, where the scorer gives some: an image that it lacks is scored for it. */
  readonly features?: Pick<ScoreLog, "has" | "append">;
  /** The logs of further looks, in the scorer's order: a picture that is decoded goes to all that want it. */
  readonly beside?: readonly Pick<ScoreLog, "has" | "append">[];
  /** Where the objects of an image are, for looks without them or at them alone. */
  readonly boxesOf?: (image: number) => Float64Array | null;
  /** Whether a picture is decoded for further looks alone, where the model's own answer is known. Default: no. */
  readonly forBeside?: boolean;
  /** What a file's bytes are. @throws HomegroundError `input/not-found`, `input/unreadable` */
  readonly identify: (path: string) => Promise<FileIdentity>;
  readonly signal: Cancellation;
  /** Images by whose labels the model's card was chosen: `tunedOn` of it. */
  readonly tunedOn?: readonly string[];
  /** Called as images are done: how many of all, and how many of these the log already had. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Numbers of the images in the order in which they are taken; default: as they are given. */
  readonly order?: Int32Array;
  /** Called once for every image with what is known of it, also from before. */
  readonly onImage?: (image: number, record: ScoreRecord) => void;
  /** No image is taken while this is pending. */
  readonly gate?: () => Promise<void>;
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** Of those done, how many were known before. */
  readonly known: number;
}

/** What the bytes of a file are, whatever it is called. */
export interface FileIdentity {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Null where the first bytes are of no format that is read. */
  readonly format: ImageFormat | null;
}

/** A model was run over the images; what it said is in the log. */
export interface ModelRun {
  /**
   * SHA-256 of each image's bytes; null where it could not be read. The prediction of an image is to
   * exactly these bytes: one that was replaced before the model read it has none.
   */
  readonly sha256: readonly (string | null)[];
  readonly source: PredictionSource;
  readonly notes: readonly ResultListed[];
}

/** Files are read so many at a time, ahead of the model. */
const READ_AHEAD = 8;

/**
 * Scores every image once: bytes that the log knows are not scored again, nor are copies of an image
 * that is under way. A prediction is kept under the hash of the bytes that the model was given, as the
 * scorer found it; where the file was another one when it was looked at before, the image is listed.
 *
 * @param labels names of the scores that the model gives
 * @throws HomegroundError what the scorer throws when the model cannot be run at all
 */
export async function runModel(
  images: readonly ImageOnDisk[],
  labels: LabelSet,
  ports: ModelRunPorts,
): Promise<ModelRun> {
  const { scorer, log, features, signal, beside = [], forBeside = false } = ports;
  const wantedBeside = (hash: string): readonly number[] =>
    [...beside.keys()].filter((model) => !beside[model]!.has(hash));
  const sha256: (string | null)[] = new Array(images.length).fill(null);
  const format: (ImageFormat | null)[] = new Array(images.length).fill(null);
  const failures = new Map<number, Failure>();
  const waitingFor = new Map<string, number[]>();
  let done = 0;
  let known = 0;
  const report = (): void => ports.onProgress?.({ done, total: images.length, known });

  async function* unknownImages() {
    for await (const [index, identity] of identified(images, ports, failures)) {
      const hash = identity?.sha256 ?? null;
      sha256[index] = hash;
      format[index] = identity?.format ?? null;
      const { path } = images[index]!;
      if (hash === null || path === null) {
        done++;
        report();
        ports.onImage?.(index, { ok: false, ...(failures.get(index) ?? NOT_SCORED) });
        continue;
      }
      const waiting = waitingFor.get(hash);
      const looks = beside.length === 0 ? [] : wantedBeside(hash);
      const isKnown =
        log.has(hash) && features?.has(hash) !== false && !(forBeside && looks.length > 0);
      if (isKnown) {
        done++;
        known++;
        report();
        if (ports.onImage !== undefined) {
          ports.onImage(index, (await log.read(hash)) ?? { ok: false, ...NOT_SCORED });
        }
      } else if (waiting !== undefined) {
        waiting.push(index);
      } else {
        waitingFor.set(hash, [index]);
        await ports.gate?.();
        const boxes = ports.boxesOf?.(index) ?? null;
        yield {
          ...{ index, path },
          ...(beside.length === 0 ? {} : { beside: looks }),
          ...(boxes === null ? {} : { boxes }),
        };
      }
    }
  }

  report();
  const passing = new Map<string, Failure>();
  for await (const scored of scorer.score(unknownImages(), { signal })) {
    const hash = sha256[scored.index]!;
    const waiting = waitingFor.get(hash) ?? [scored.index];
    waitingFor.delete(hash);
    const isPassing = !scored.ok && isOfTheDay(scored);
    const seen = isPassing ? hash : await hashSeen(scored, images[scored.index]!, ports);
    let record = recordOf(scored);
    if (isPassing) passing.set(hash, scored);
    else if (seen !== null) {
      await log.append(seen, record);
      await features?.append(seen, featuresOf(scored));
    }
    if (scored.ok) {
      // All at once: a log writes what it is given meanwhile with one call.
      await Promise.all(
        (scored.beside ?? []).map(({ model, ...own }) =>
          beside[model]!.append(scored.sha256, { ok: true, ...own }),
        ),
      );
    }
    if (seen !== hash) {
      const changed = changedFailure(images[scored.index]!.file);
      for (const index of waiting) failures.set(index, changed);
      record = { ok: false, ...changed };
    }
    done += waiting.length;
    report();
    for (const index of waiting) ports.onImage?.(index, record);
  }
  signal.throwIfAborted();

  return {
    sha256,
    notes: [...duplicateNotes(images, sha256), ...tunedNotes(ports.tunedOn ?? [], sha256)],
    source: {
      labels,
      async answer(image) {
        const failure = failures.get(image);
        if (failure !== undefined) return { kind: "none", ...failure };
        const hash = sha256[image]!;
        const record = await log.read(hash);
        if (record?.ok) {
          const notes = [...record.notes, ...nameNotes(images[image]!.file, format[image]!)];
          const { scores, logSum, points, outlines } = record;
          return {
            kind: "scores",
            scores,
            notes,
            ...(logSum === undefined ? {} : { logSum }),
            ...(points === undefined ? {} : { points }),
            ...outlinesOf(outlines),
          };
        }
        const { code, what, error } = record ?? passing.get(hash) ?? NOT_SCORED;
        return { kind: "none", code, what, ...(error === undefined ? {} : { error }) };
      },
    },
  };
}

/** Whether an image failed by no fault of its bytes: another day the machine or a server may do better, or the file be there. */
export function isOfTheDay({
  code,
  error = "",
}: {
  readonly code: string;
  readonly error?: string;
}) {
  return code === "timeout" || /^(?:input|endpoint|network)\//.test(error);
}

/** Hash of the bytes that a result is about; null where nothing says it. */
async function hashSeen(
  scored: ScoredImage,
  { path }: ImageOnDisk,
  { identify }: ModelRunPorts,
): Promise<string | null> {
  if (scored.sha256 !== undefined) return scored.sha256;
  try {
    // The worker died on it and said nothing: what is there now is what it had.
    return path === null ? null : (await identify(path)).sha256;
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    return null;
  }
}

function changedFailure(file: string): Failure {
  return {
    code: "changed",
    what: `${file} had other bytes when the model read it than a moment before`,
    error: "input/changed",
  };
}

function recordOf(scored: ScoredImage): ScoreRecord {
  if (!scored.ok) {
    const { code, what, error } = scored;
    return { ok: false, code, what, error };
  }
  const { scores, widthPx, heightPx, notes, logSum, points, outlines } = scored;
  const told = logSum === undefined ? {} : { logSum };
  const ofObjects = {
    ...(points === undefined ? {} : { points }),
    ...(outlines === undefined ? {} : { outlines }),
  };
  return { ok: true, scores, widthPx, heightPx, notes, ...told, ...ofObjects };
}

/** What is kept of an image's features: an image without some is not asked again. */
function featuresOf(scored: ScoredImage): ScoreRecord {
  if (!scored.ok) return recordOf(scored);
  const { features, widthPx, heightPx } = scored;
  if (features === undefined) return { ok: false, ...NO_FEATURES };
  const scores = Float64Array.from(features);
  return { ok: true, scores, widthPx, heightPx, notes: [], single: true };
}

const NO_FEATURES: Failure = {
  code: "model-failed",
  what: "the model gave no vector of finite numbers",
};

/** Why there is no answer to an image. */
interface Failure {
  readonly code: string;
  readonly what: string;
  readonly error?: string;
}

function failureOf({ code, what }: HomegroundError): Failure {
  return code === "input/not-found"
    ? {
        code: "missing-file",
        what: "it was there when files were listed, and is gone",
        error: code,
      }
    : { code: "unreadable", what, error: code };
}

const NOT_SCORED: Failure = { code: "model-failed", what: "the model said nothing about it" };

/** Reads files ahead of their use, and gives what they are in the order of the run. */
async function* identified(
  images: readonly ImageOnDisk[],
  { identify, signal, order }: ModelRunPorts,
  failures: Map<number, Failure>,
): AsyncGenerator<readonly [index: number, identity: FileIdentity | null]> {
  const ahead: Promise<FileIdentity | null>[] = [];
  const start = async (index: number): Promise<FileIdentity | null> => {
    const image = images[index]!;
    try {
      if (image.path === null) throw image.problem;
      return await identify(image.path);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      failures.set(index, failureOf(error));
      return null;
    }
  };
  const numberOf = (at: number): number => order?.[at] ?? at;
  for (let at = 0; at < images.length; at++) {
    signal.throwIfAborted();
    while (ahead.length < READ_AHEAD && at + ahead.length < images.length) {
      const promise = start(numberOf(at + ahead.length));
      promise.catch(() => {}); // it is awaited below, in its turn
      ahead.push(promise);
    }
    yield [numberOf(at), await ahead.shift()!];
  }
}

/** The name is no property of the bytes, so that the log does not know of it. */
function nameNotes(file: string, format: ImageFormat | null): ImageNote[] {
  const promised = formatOfName(file);
  const differs = format !== null && promised !== null && promised !== format;
  return differs ? ["image/extension-mismatch"] : [];
}

function duplicateNotes(
  images: readonly ImageOnDisk[],
  sha256: readonly (string | null)[],
): ResultListed[] {
  const notes: ResultListed[] = [];
  const firstWith = new Map<string, number>();
  for (const [index, hash] of sha256.entries()) {
    if (hash === null) continue;
    const first = firstWith.get(hash);
    if (first === undefined) {
      firstWith.set(hash, index);
      continue;
    }
    notes.push({
      file: images[index]!.file,
      code: "duplicate",
      what: `the same bytes as ${images[first]!.file}; both are counted`,
    });
  }
  return notes;
}

/** One for all: which images they are is told by their hashes in the card. */
function tunedNotes(
  tunedOn: readonly string[],
  sha256: readonly (string | null)[],
): readonly ResultListed[] {
  const known = new Set(tunedOn);
  const count = sha256.filter((hash) => hash !== null && known.has(hash)).length;
  if (count === 0) return [];
  const what = `${count} of the ${sha256.length} images scored are among the ${known.size} that the model's card was chosen by`;
  return [{ file: "", code: "model/tuned-here", what }];
}
