import type { Cancellation } from "../../core/cancellation.js";
import { isHomegroundError, messageOf } from "../../core/errors.js";
import type { ModelCard } from "../../models/card/card-types.js";
import { familyOf } from "../../models/families/registry.js";
import type { ImageScorer, ImageToScore, ScoredImage } from "../../models/image-scorer.js";
import { checkEngine, type EngineCheck } from "../../models/scoring/engine-check.js";
import { createFallbackScorer } from "../../models/scoring/fallback-scorer.js";
import { createLazyScorer } from "../../models/scoring/lazy-scorer.js";
import { createMemoryGuard } from "../../models/scoring/memory-guard.js";
import type { FurtherLook } from "../../models/scoring/scorer-protocol.js";
import { counted, grouped } from "../../reports/numbers.js";
import { ENGINE } from "../../reports/words/app/engine.js";
import type { ResultListed } from "../../results/result.js";
import type { ScoreLog } from "../../scoring/score-log.js";
import { pairScoreLogs } from "../../scoring/score-log-pair.js";
import { scoresKey } from "../../scoring/scores-key.js";
import { createWebDigest } from "../digest.js";
import type { PageFileAccess } from "../files/blob-access.js";
import { openPageScorer } from "../inference/open-scorer.js";
import { GRAPHICS_ENGINE, PAGE_ENGINE } from "../inference/page-engine.js";
import { bytesOfPageRun, defaultPageWorkers } from "../inference/page-memory.js";
import { CHECKED_IMAGES, type EngineNews } from "./engine-news.js";
import type { SessionHost } from "./session-host.js";
import type { SessionModel } from "./session-state.js";

export interface RunEngineOptions {
  readonly model: SessionModel;
  readonly files: Pick<PageFileAccess, "blobAt">;
  /** Paths of the images in the order of the run. */
  readonly paths: readonly string[];
  /** Whether the graphics processor is to be used, if it passes the check. */
  readonly isGraphics: boolean;
  /** Further looks at each picture. */
  readonly looks?: readonly FurtherLook[] | undefined;
  /** A value inside the model, whose numbers come beside the scores. */
  readonly features?: string | undefined;
  /** As {@link defaultPageWorkers} where absent. */
  readonly workers?: number | undefined;
  readonly progress: () => { readonly done: number; readonly total: number };
  readonly signal: Cancellation;
  readonly tell: (news: EngineNews) => void;
}

/** What a run scores with. */
export interface RunEngine {
  /** The log of what scores: each engine has its own. */
  readonly log: ScoreLog;
  /** The same log once more, after the run closed it. */
  readonly reopenLog: () => Promise<ScoreLog>;
  readonly scorer: ImageScorer;
  /** WebAssembly, whatever scores: the same model with other cards, and the key of its scores. */
  readonly wasm: { readonly key: string; readonly open: (card: ModelCard) => ImageScorer };
  /** What the result says of it, once the run is over. */
  said(): { readonly engine: string; readonly notes: readonly ResultListed[] };
}

/**
 * Decides what a run scores with: WebAssembly, or the graphics processor where somebody chose it and it
 * answers the first images as WebAssembly does. Where it stops later, WebAssembly goes on.
 *
 * @throws HomegroundError `run/interrupted`, and what WebAssembly makes of the model in the check
 */
export async function openRunEngine(
  options: RunEngineOptions,
  host: SessionHost,
): Promise<RunEngine> {
  const { model, tell } = options;
  const { card } = model;
  const keyOf = (engine: string) =>
    scoresKey({ sha256: model.model.sha256, card, engine }, createWebDigest);
  const logOf = (engine: string) => host.openLog(keyOf(engine));
  const workers = options.workers ?? defaultPageWorkers(model.model.sizeBytes);
  const tellWorkers = (count: number): void =>
    tell({
      kind: "workers",
      told: { workers: count, bytes: bytesOfPageRun(model.model.sizeBytes, count) },
    });
  const guarded = (scorer: ImageScorer, count: number): ImageScorer =>
    createMemoryGuard(scorer, {
      model: model.model.name,
      modelBytes: model.model.sizeBytes,
      workers: count,
      progress: options.progress,
    });
  const open = (of: ModelCard, features?: string): ImageScorer =>
    guarded(
      createLazyScorer(
        {
          engine: PAGE_ENGINE,
          areProbabilities: familyOf(of.family)?.predictions?.mayBeProbabilities ?? true,
        },
        () => {
          tellWorkers(workers);
          return openScorer({ ...options, features, model: { ...model, card: of } }, host, workers);
        },
      ),
      workers,
    );
  const wasm = { key: keyOf(PAGE_ENGINE), open: (of: ModelCard) => open(of) };
  const byWasm = async (notes: readonly ResultListed[]): Promise<RunEngine> => ({
    log: await logOf(PAGE_ENGINE),
    scorer: open(card, options.features),
    wasm,
    reopenLog: () => logOf(PAGE_ENGINE),
    said: () => ({ engine: PAGE_ENGINE, notes }),
  });

  if (!options.isGraphics) return byWasm([]);
  const tried = await tryGraphics(options, host, guarded);
  if (tried.graphics === null) {
    tell({ kind: "engine", engine: { state: "refused", why: tried.why } });
    return byWasm([noteOf(tried.why)]);
  }
  tell({ kind: "engine", engine: { state: "webgpu" } });
  tellWorkers(1);
  const openLogs = async () =>
    pairScoreLogs(await logOf(GRAPHICS_ENGINE), () => logOf(PAGE_ENGINE));
  const log = await openLogs();
  const notes = [noteOf(tried.why)];
  let engine = GRAPHICS_ENGINE;
  const scorer = createFallbackScorer(tried.graphics, {
    async open() {
      await log.change();
      return open(card, options.features);
    },
    onFallback(why) {
      const { done, total } = options.progress();
      engine = `${GRAPHICS_ENGINE}, then ${PAGE_ENGINE}`;
      const text = ENGINE.note.lost({
        by: grouped(done),
        after: counted(total - done, "image"),
        why,
      });
      notes.push(noteOf(text));
      tell({ kind: "engine", engine: { state: "lost", why: text } });
    },
  });
  const reopenLog = async () => {
    const logs = await openLogs();
    if (engine !== GRAPHICS_ENGINE) await logs.change();
    return logs;
  };
  return { log, reopenLog, scorer, wasm, said: () => ({ engine, notes }) };
}

function noteOf(what: string): ResultListed {
  return { file: "", code: "run/engine", what };
}

/** The models' workers, as many as are said, on one engine. */
async function openScorer(
  { model, files, signal, looks, features }: RunEngineOptions,
  host: SessionHost,
  workers: number,
  isGraphics = false,
): Promise<ImageScorer> {
  const { programs } = host;
  return openPageScorer({
    model: model.model,
    card: model.card,
    files,
    signal,
    workers,
    looks,
    features,
    programs: isGraphics ? { ...programs, engine: await host.graphics.engine() } : programs,
    startWorker: host.startScorer,
  });
}

/** A model on one worker, to be timed by itself. */
export function openTimedScorer(
  model: SessionModel,
  { files, signal }: Pick<RunEngineOptions, "files" | "signal">,
  host: SessionHost,
): Promise<ImageScorer> {
  const unseen = { paths: [], isGraphics: false, progress: () => ({ done: 0, total: 0 }) };
  return openScorer({ model, files, signal, ...unseen, tell: () => {} }, host, 1);
}

/** The graphics processor ready to go on, or null; and the words on it for the result. */
interface Tried {
  readonly graphics: ImageScorer | null;
  readonly why: string;
}

/** Scores the first images both ways and compares them. */
async function tryGraphics(
  options: RunEngineOptions,
  host: SessionHost,
  guarded: (scorer: ImageScorer, workers: number) => ImageScorer,
): Promise<Tried> {
  const images = options.paths.slice(0, CHECKED_IMAGES).map((path, index) => ({ index, path }));
  options.tell({ kind: "engine", engine: { state: "checking", images: images.length } });
  const reference = guarded(await openScorer(options, host, 1), 1);
  let expected: ReadonlyMap<number, ScoredImage>;
  try {
    expected = await scoresOf(reference, images, options.signal);
  } finally {
    await reference.close();
  }
  if (![...expected.values()].some(({ ok }) => ok)) {
    return { graphics: null, why: ENGINE.note.nothing };
  }
  let graphics: ImageScorer | null = null;
  try {
    graphics = await openScorer(options, host, 1, true);
    const found = await scoresOf(graphics, images, options.signal);
    const check = checkEngine(options.model.card, expected, found);
    if (check.passes) return { graphics, why: checkedWords(check) };
    await graphics.close();
    return { graphics: null, why: refusedWords(check) };
  } catch (cause) {
    await graphics?.close();
    if (options.signal.aborted) throw cause;
    const why = isHomegroundError(cause) ? cause.what : messageOf(cause);
    return { graphics: null, why: ENGINE.note.broken({ why }) };
  }
}

async function scoresOf(
  scorer: ImageScorer,
  images: readonly ImageToScore[],
  signal: Cancellation,
): Promise<ReadonlyMap<number, ScoredImage>> {
  const found = new Map<number, ScoredImage>();
  for await (const scored of scorer.score(images, { signal })) found.set(scored.index, scored);
  return found;
}

function checkedWords({ images, largest }: EngineCheck): string {
  return ENGINE.note.checked({
    images: counted(images, "image"),
    largest: differenceText(largest),
  });
}

function refusedWords({ images, largest, changed, failed }: EngineCheck): string {
  return ENGINE.note.refused({
    images: counted(images + failed, "image"),
    largest: differenceText(largest),
    changed: grouped(changed),
    failed: grouped(failed),
  });
}

/** One digit: 2e-5. */
function differenceText(difference: number): string {
  if (!Number.isFinite(difference)) return "not a number";
  return difference === 0 ? "0" : difference.toExponential(0);
}
