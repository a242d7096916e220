import { chooseQuestion } from "../../claims/question.js";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import { drawnLookOrder } from "../../evaluation/look-order.js";
import type { MaskedSources, ObjectsToMask } from "../../evaluation/run/masked-evaluation.js";
import { formatOf } from "../../images/image-format.js";
import type { ResultListed } from "../../results/result.js";
import { checkCard } from "../../scoring/card-check.js";
import { keptFeatures } from "../../scoring/kept-features.js";
import { createMaskedLooks } from "../../scoring/masked-looks.js";
import { runModel } from "../../scoring/run-model.js";
import { scoresKey } from "../../scoring/scores-key.js";
import { whyNoLivePrediction } from "../../session/live-prediction.js";
import { createTimeLeft } from "../../session/time-left.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { createWebDigest } from "../digest.js";
import { GRAPHICS_ENGINE, PAGE_ENGINE } from "../inference/page-engine.js";
import { sha256Hex } from "../inference/sha256.js";
import { CHECKED_IMAGES } from "./engine-news.js";
import { openModelFeatures } from "./own-features.js";
import { readingTold } from "./reading-told.js";
import { openRunEngine } from "./run-engine.js";
import { createRunNews } from "./run-news.js";
import type { OnScored, RunInputs, SessionRunOptions } from "./run-types.js";
import { hostDecoder, type SessionHost } from "./session-host.js";
import type { SessionAsked, SessionModel, SessionTruth } from "./session-state.js";
import type { RunTold } from "./session-types.js";

/** Answers of a model that ran in the page. */
export interface ScoredHere {
  /** What it says of pictures without their objects, and of these alone; null where nobody asks. */
  readonly masked: MaskedSources | null;
  /** Features of the images; null where the model has none, absent where nobody asks. */
  readonly features?: ImageFeatures | null;
  /** Reads the log of the run, which may be closed when the run is over: {@link ScoredHere.reopen}. */
  readonly source: PredictionSource;
  readonly notes: readonly ResultListed[];
  /** Opens the log for `source` again. */
  reopen(): Promise<void>;
  /** Images in the order in which they were scored. */
  readonly order: Int32Array;
  /** What ran it, for the result. */
  readonly engine: string;
}

/**
 * Runs the model on the images that no earlier run scored.
 *
 * @param path file of each image of the set
 * @throws HomegroundError `run/interrupted`, and as `runModel`
 */
export async function scoreImages(
  model: SessionModel,
  { truth, asked, files }: Pick<RunInputs, "truth" | "asked" | "files">,
  path: readonly (string | null)[],
  host: SessionHost,
  {
    onScored,
    masking,
    wantsFeatures,
    ...options
  }: SessionRunOptions & {
    /** Whether features of the images are wanted. */
    readonly wantsFeatures: boolean;
    readonly onScored: OnScored;
    /** Objects without which pictures are looked at again; null: none are. */
    readonly masking: ObjectsToMask | null;
  },
): Promise<ScoredHere> {
  const { images } = asked.prepared;
  const { signal, gate } = options;
  const meter = createMeter(() => host.now() - (gate?.pausedMs() ?? 0));
  const order = drawnLookOrder(images.file.length, asked.request);
  let progress = { done: 0, total: images.file.length };
  const onDisk = images.file.map((file, i) => ({ file, path: path[i]! }));
  const maskedLog =
    masking === null ? null : await host.openLog(maskedKey(model, options.isGraphics === true));
  const masked =
    masking === null || maskedLog === null
      ? null
      : createMaskedLooks(onDisk, masking.boxesOf, maskedLog, createWebDigest);
  const features = wantsFeatures
    ? await openModelFeatures(model, host, options.isGraphics === true)
    : null;
  const mayScore = options.isFromKept !== true || options.mayLook === true;
  const { scorer, wasm, said, ...logs } = await openRunEngine(
    {
      model,
      files: files.access,
      signal,
      workers: options.workers,
      paths: Array.from(order.subarray(0, CHECKED_IMAGES), (image) => path[image]!),
      isGraphics: options.isGraphics === true,
      looks: masked?.looks,
      ...(features === null ? {} : { features: features.value }),
      progress: () => progress,
      tell: options.onNews ?? (() => {}),
    },
    host,
  );
  let { log } = logs;
  const news = createRunNews({
    truth,
    asked,
    order,
    noLook: noLookOf(asked, truth),
    now: host.now,
    readFile: async (image) => files.access.read(path[image]!),
    decoder: hostDecoder(host),
    signal,
    tell: options.onNews ?? (() => {}),
  });
  const readFile = (at: string): Promise<Uint8Array> => files.access.read(at);
  const run = await runModel(onDisk, truth.modelLabels, {
    scorer,
    signal,
    tunedOn: model.card.tunedOn,
    order,
    onImage: news.onImage,
    log: {
      has: (hash) => log.has(hash),
      read: (hash) => log.read(hash),
      append: (hash, record) => log.append(hash, record),
      close: () => log.close(),
    },
    ...(masked === null ? {} : { beside: masked.views, forBeside: true, boxesOf: masked.boxesOf }),
    // Features that are lacking start no look at pictures where none may be started.
    ...(features !== null && mayScore ? { features: features.log } : {}),
    ...(!mayScore ? { gate: refuseToScore } : gate === undefined ? {} : { gate: gate.open }),
    async identify(at) {
      const bytes = await readFile(at);
      const identity = { sha256: await sha256Hex(bytes), format: formatOf(bytes) };
      masked?.see(at, identity);
      return identity;
    },
    onProgress(now) {
      progress = now;
      options.onProgress?.("scoring", meter(now));
    },
  }).finally(() => scorer.close());
  const found =
    features === null ? null : await keptFeatures(features.log, run.sha256, features.value);

  await onScored(run.source, order);
  // After the run, not before it as on the command line: people are waiting for the first answer.
  const { read: readKept, write: keep } = host.openNote(`${wasm.key}/card-check.json`);
  const findings = await checkCard(model.card, asked.prepared, path, asked.request.seed, {
    openScorer: wasm.open,
    readKept,
    keep,
    createDigest: createWebDigest,
    signal,
    ...(options.skipCheck === undefined ? {} : { skip: options.skipCheck }),
    again: options.isCheckAgain === true,
    openLog: () => host.openLog(`${wasm.key}-check`),
    identify: (at) => readFile(at).then(sha256Hex, (cause) => messageOf(cause)),
    onProgress: (...told) => options.onProgress?.("checking", readingTold(...told)),
  });
  const checked = findings.map(({ code, what }) => ({ file: "", code, what }));
  const { engine, notes } = said();
  return {
    source: run.source,
    masked: masked?.sources(run.source, run.sha256) ?? null,
    ...(wantsFeatures ? { features: found } : {}),
    notes: [...checked, ...run.notes, ...notes],
    engine,
    order,
    async reopen() {
      log = await logs.reopenLog();
    },
  };
}

/** Of answers to pictures without objects, and to these alone. */
function maskedKey({ model: { sha256 }, card }: SessionModel, isGraphics: boolean): string {
  const engine = isGraphics ? GRAPHICS_ENGINE : PAGE_ENGINE;
  return `${scoresKey({ sha256, card, engine }, createWebDigest)}-masked`;
}

/** In front of an image that would have to be scored. */
async function refuseToScore(): Promise<void> {
  throw new HomegroundError("run/interrupted", {
    what: "an image was not scored before",
    where: "run",
    fix: "Score again",
  });
}

function noLookOf({ request, prepared }: SessionAsked, { placed }: SessionTruth) {
  const { attributes } = placed.truth;
  const hasClusters =
    chooseQuestion(attributes, prepared.images.row, request.cluster, {
      hereUnit: request.hereUnit,
    }).clusters !== null;
  return whyNoLivePrediction(request, hasClusters);
}

/** How long a rate looks back. */
const RATE_MS = 20_000;

/** Rate and time left of a run, from how far it was and when. */
export function createMeter(now: () => number) {
  const timeLeft = createTimeLeft();
  const seen: { at: number; scored: number }[] = [];
  return ({ done, total, known }: { done: number; total: number; known: number }): RunTold => {
    const at = now();
    const scored = done - known;
    seen.push({ at, scored });
    while (seen.length > 2 && seen[0]!.at < at - RATE_MS) seen.shift();
    const first = seen[0]!;
    const seconds = (at - first.at) / 1000;
    const rate = scored >= 3 && seconds > 0 ? (scored - first.scored) / seconds : null;
    const time = timeLeft.update(at, scored, total - done);
    return { done, total, known, rate, time };
  };
}
