import type { Cancellation } from "../core/cancellation.js";
import { type HomegroundError, isHomegroundError } from "../core/errors.js";
import type { LabelSet } from "../core/label-set.js";
import type { ImageScorer } from "../models/image-scorer.js";
import type { ResultListed } from "../reports/result.js";
import type { AnswerSource } from "./answers.js";
import type { ScoreLog } from "./score-log.js";

/** An image of a run: its name in results, and where its bytes are, or why they are nowhere. */
export type ImageOnDisk =
  | { readonly file: string; readonly path: string }
  | { readonly file: string; readonly path: null; readonly problem: HomegroundError };

export interface ModelRunPorts {
  readonly scorer: ImageScorer;
  /** The log of this model under this input rule and engine. */
  readonly log: ScoreLog;
  /** SHA-256 of a file's bytes. @throws HomegroundError `input/not-found`, `input/unreadable` */
  readonly hash: (path: string) => Promise<string>;
  readonly signal: Cancellation;
  /** Called as images are done: how many of all, and how many of these the log already had. */
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface RunProgress {
  readonly done: number;
  readonly total: number;
  /** Of those done, how many were known before. */
  readonly known: number;
}

/** A model was run over the images; what it said is in the log. */
export interface ModelRun {
  /** SHA-256 of each image's bytes; null where it could not be read. */
  readonly sha256: readonly (string | null)[];
  readonly source: AnswerSource;
  readonly notes: readonly ResultListed[];
}

/** Files are hashed so many at a time, ahead of the model. */
const HASHED_AHEAD = 8;

/**
 * Scores every image once: bytes that the log knows are not scored again, nor are copies of an image
 * that is under way.
 *
 * @param labels names of the scores that the model gives
 * @throws HomegroundError what the scorer throws when the model cannot be run at all
 */
export async function runModel(
  images: readonly ImageOnDisk[],
  labels: LabelSet,
  ports: ModelRunPorts,
): Promise<ModelRun> {
  const { scorer, log, signal } = ports;
  const sha256: (string | null)[] = new Array(images.length).fill(null);
  const failures = new Map<number, Failure>();
  const firstWith = new Map<string, number>();
  const waitingFor = new Map<string, number>();
  let done = 0;
  let known = 0;
  const report = (): void => ports.onProgress?.({ done, total: images.length, known });

  async function* unknownImages() {
    for await (const [index, hash] of hashed(images, ports, failures)) {
      sha256[index] = hash;
      const { path } = images[index]!;
      if (hash === null || path === null) {
        done++;
        report();
        continue;
      }
      if (!firstWith.has(hash)) firstWith.set(hash, index);
      if (log.has(hash)) {
        done++;
        known++;
        report();
      } else if (waitingFor.has(hash)) {
        waitingFor.set(hash, waitingFor.get(hash)! + 1);
      } else {
        waitingFor.set(hash, 1);
        yield { index, path };
      }
    }
  }

  report();
  const passing = new Map<string, Failure>();
  for await (const scored of scorer.score(unknownImages(), { signal })) {
    const hash = sha256[scored.index]!;
    if (scored.ok) {
      const { scores, widthPx, heightPx, notes } = scored;
      await log.append(hash, { ok: true, scores, widthPx, heightPx, notes });
    } else if (scored.code === "timeout" || scored.error.startsWith("input/")) {
      // Another day the machine may be faster, or the file there: it is no fault of these bytes.
      passing.set(hash, scored);
    } else {
      const { code, what, error } = scored;
      await log.append(hash, { ok: false, code, what, error });
    }
    done += waitingFor.get(hash) ?? 1;
    waitingFor.delete(hash);
    report();
  }
  signal.throwIfAborted();

  return {
    sha256,
    notes: duplicateNotes(images, sha256, firstWith),
    source: {
      labels,
      async answer(image) {
        const failure = failures.get(image);
        if (failure !== undefined) return { kind: "none", ...failure };
        const hash = sha256[image]!;
        const record = await log.read(hash);
        if (record?.ok) return { kind: "scores", scores: record.scores, notes: record.notes };
        const { code, what, error } = record ?? passing.get(hash) ?? NOT_SCORED;
        return { kind: "none", code, what, ...(error === undefined ? {} : { error }) };
      },
    },
  };
}

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

/** Hashes files ahead of their use, and gives them in their order. */
async function* hashed(
  images: readonly ImageOnDisk[],
  { hash, signal }: ModelRunPorts,
  failures: Map<number, Failure>,
): AsyncGenerator<readonly [index: number, hash: string | null]> {
  const ahead: Promise<string | null>[] = [];
  const start = async (index: number): Promise<string | null> => {
    const image = images[index]!;
    try {
      if (image.path === null) throw image.problem;
      return await hash(image.path);
    } catch (error) {
      if (!isHomegroundError(error)) throw error;
      failures.set(index, failureOf(error));
      return null;
    }
  };
  for (let index = 0; index < images.length; index++) {
    signal.throwIfAborted();
    while (ahead.length < HASHED_AHEAD && index + ahead.length < images.length) {
      const promise = start(index + ahead.length);
      promise.catch(() => {}); // it is awaited below, in its turn
      ahead.push(promise);
    }
    yield [index, await ahead.shift()!];
  }
}

function duplicateNotes(
  images: readonly ImageOnDisk[],
  sha256: readonly (string | null)[],
  firstWith: ReadonlyMap<string, number>,
): ResultListed[] {
  const notes: ResultListed[] = [];
  for (const [index, hash] of sha256.entries()) {
    const first = hash === null ? undefined : firstWith.get(hash);
    if (first === undefined || first === index) continue;
    notes.push({
      file: images[index]!.file,
      code: "duplicate",
      what: `the same bytes as ${images[first]!.file}; both are counted`,
    });
  }
  return notes;
}
