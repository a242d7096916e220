import { relative, resolve } from "node:path";
import process from "node:process";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { PositiveCount, Sha256 } from "../../core/json-values.js";
import { createLabelSet } from "../../core/label-set.js";
import type { ImageScorer } from "../../models/image-scorer.js";
import { counted } from "../../reports/numbers.js";
import {
  type ImageOnDisk,
  type ModelRun,
  type ModelRunPorts,
  runModel,
} from "../../scoring/run-model.js";
import type { ScoreLog, ScoreRecord } from "../../scoring/score-log.js";
import type { KeyedRecord } from "../../shards/shard-file.js";
import type { PlannedShard, ShardImage } from "../../shards/shard-plan.js";
import { viewsOf } from "../../stress/altered-views.js";
import { createNodeDigest } from "../digest.js";
import type { FolderAccess } from "../files/folder-access.js";
import { alone } from "../files/place-lock.js";
import { createTemporaryFolder } from "../files/temporary-folder.js";
import { writePieces } from "../files/write-file.js";
import {
  clearWork,
  openShards,
  resultName,
  type ShardFolder,
  shardImages,
  shardOf,
  shardState,
  takeOver,
  workPaths,
  writeShard,
} from "../shards/shard-folder.js";
import { isRemote, placeOf } from "../shards/shard-place.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo, CommandResult } from "./command.js";
import { identifyFile, lazyScorer } from "./evaluate-model.js";
import { locateImages } from "./locate-images.js";
import { openKnownImages } from "./open-places.js";
import { createProgress } from "./progress.js";
import { remoteUse } from "./remote-use.js";
import { readLine } from "./sharded-command.js";
import { openPlanned, type ShardModel } from "./shards-models.js";
import { shardScorers } from "./shards-scorers.js";
import { stoppedAt } from "./stopped.js";
import { type LookingModels, takeLooks } from "./stress-scoring.js";
import { showUnpacking } from "./unpacking.js";

export interface ShardsRunOptions {
  /** Where the images are, when they are not where the plan says. */
  readonly images?: string | undefined;
  /** The folder that the other paths of the plan start at now. */
  readonly from?: string | undefined;
  readonly threads?: number | undefined;
  readonly quiet?: true | undefined;
}

/** What a run touches beside files; tests put their own in its place. */
export interface ShardRunPorts {
  readonly openScorer: typeof lazyScorer;
  readonly write: typeof writePieces;
}

/** Output of `homeground shards run --json -`. */
export interface ShardRunJson {
  readonly schema: "homeground.shard-run/1";
  readonly shard: PositiveCount;
  /** Name of its content. */
  readonly id: Sha256;
  readonly images: PositiveCount;
  /** Where its scores are. */
  readonly path: string;
  /** Whether they were there before. */
  readonly known: boolean;
}

/** `homeground shards run DIR K`. */
export async function runShard(
  root: string,
  number: number,
  options: ShardsRunOptions,
  io: CommandIo,
  ports: ShardRunPorts = { openScorer: lazyScorer, write: writePieces },
): Promise<CommandResult> {
  const folder = await openShards(root, io.version);
  const shard = shardOf(folder, number);
  const result = (known: boolean): CommandResult => {
    const path = folder.place.path(resultName(shard));
    const json: ShardRunJson = {
      ...{ schema: "homeground.shard-run/1", shard: shard.shard, id: shard.id },
      ...{ images: shard.images, path, known },
    };
    const was = known ? "was there already" : "is done";
    const text = `Shard ${shard.shard} of ${folder.plan.shards.length} ${was}: ${counted(shard.images, "image")}`;
    return { text, json: json as unknown as Json };
  };
  if ((await shardState(folder, shard)).kind === "done") return result(true);
  return fromThere(root, folder.plan.from, options, async (here, imagesPath) => {
    const there = { ...folder, place: placeOf(here, ports.write) };
    const opened = await openRun(there, { ...options, images: imagesPath }, io, ports);
    try {
      await opened.score(shard);
    } finally {
      await opened.rest();
    }
    return result(false);
  });
}

/**
 * Works in the folder that the words of a plan were typed in, so that they mean what they meant then.
 *
 * @param work is given the folder of shards and the place of images by names that are right there
 */
export async function fromThere<T>(
  root: string,
  from: string,
  options: Pick<ShardsRunOptions, "images" | "from">,
  work: (root: string, images: string | undefined) => Promise<T>,
): Promise<T> {
  const here = process.cwd();
  // A bucket is nowhere: its plan is of the folder that a run begins in.
  const there = resolve(options.from ?? (isRemote(root) ? here : resolve(root, from)));
  if (there === here) return work(root, options.images);
  const images = options.images === undefined ? undefined : absolutePlace(options.images);
  const absolute = resolve(root);
  try {
    process.chdir(there);
  } catch (cause) {
    throw moved("the folder that the plan was typed in is", there, cause);
  }
  try {
    return await work(isRemote(root) ? root : relative(there, absolute) || ".", images);
  } finally {
    process.chdir(here);
  }
}

function absolutePlace(images: string): string {
  return isRemote(images) ? images : resolve(images);
}

function moved(what: string, place: string, cause: unknown): HomegroundError {
  return new HomegroundError("shards/moved", {
    what: `${what} not where the plan says`,
    where: place,
    fix: "Name them with --images, or with --from the folder that the plan was typed in",
    cause,
  });
}

/** Models of a plan that are open, to score one shard or many. */
export interface OpenedRun {
  /** Opens the models. @throws HomegroundError where they, or the engine, are not those of the plan */
  ready(): Promise<void>;
  /**
   * Scores the images of a shard and writes what it came to.
   *
   * @param onProgress called as images are done by the last model
   */
  score(
    shard: PlannedShard,
    signal?: AbortSignal,
    onProgress?: (done: number) => void,
  ): Promise<void>;
  /** Gives back what the next shard would go on with: models are loaded anew then. */
  rest(): Promise<void>;
}

/** @param folder of shards, by a name that is right in the folder that the plan was typed in */
export async function openRun(
  folder: ShardFolder,
  options: ShardsRunOptions,
  io: CommandIo,
  ports: ShardRunPorts,
): Promise<OpenedRun> {
  const { place, plan } = folder;
  const line = await readLine(plan.command, plan.words, "out", "homeground shards run");
  const imagesPath = options.images ?? line.imagesPath;
  const allowPrivate = line.contenders.some((one) => one.options.allowPrivate === true);
  const most = Math.max(...plan.shards.map(({ images }) => images));
  const scorers = shardScorers(ports.openScorer, io.signal, most);
  let opened: Promise<readonly ShardModel[]> | null = null;
  const modelsOf = (own: CommandIo): Promise<readonly ShardModel[]> => {
    if (opened === null) {
      opened = openPlanned(line, plan, own);
      opened.catch(() => {
        opened = null;
      });
    }
    return opened;
  };

  async function scoreIn(
    work: string,
    shard: PlannedShard,
    own: CommandIo,
    onProgress: ((done: number) => void) | undefined,
  ): Promise<void> {
    const images = await shardImages(folder, shard);
    const found = await findImages(imagesPath, images, options.quiet === true, own, allowPrivate);
    try {
      const models = await modelsOf(own);
      const alterations = line.alterations?.(models.map(({ ready }) => ready)) ?? [];
      const sides = alterations.length === 0 ? 1 : 2; // as they are, and altered
      const paths = workPaths(work, shard, sides * models.length);
      const logs: ScoreLog[] = [];
      try {
        for (const path of paths.logs) logs.push(await openFileScoreLog(path));
        await takeOver(work, shard, paths.logs, logs);
        const runs: ModelRun[] = [];
        const one = { shard, images, onDisk: found.onDisk, options, onProgress };
        const [asTheyAre, altered] = [logs.slice(0, models.length), logs.slice(models.length)];
        for (const m of models.keys()) {
          runs.push(await runOne(m, models, asTheyAre, one, own, scorers.open));
        }
        const views = viewsOf(altered, alterations, createNodeDigest);
        if (views.length > 0) {
          await look(models, { clean: logs[0]!, views, alterations }, one, own, scorers.open);
        }
        await writeShard(folder, shard, recordsOf(images, runs, asTheyAre, views));
      } finally {
        for (const log of logs) await log.close();
      }
    } finally {
      await found.release();
    }
    await clearWork(work, shard);
  }

  return {
    async ready() {
      await modelsOf(io);
    },
    rest: scorers.rest,
    async score(shard, signal, onProgress) {
      const own = signal === undefined ? io : { ...io, signal };
      if (place.work === null) {
        const temporary = await createTemporaryFolder();
        await scoreIn(temporary.path, shard, own, onProgress).finally(temporary.remove);
        return;
      }
      const { work } = place;
      const { lock } = workPaths(work, shard, plan.models.length);
      await alone(lock, `shard ${shard.shard} of ${place.root}`, () =>
        scoreIn(work, shard, own, onProgress),
      );
    },
  };
}

/**
 * Where the images of a shard are on this machine.
 *
 * @throws HomegroundError `shards/moved` where none is there, `shards/changed-source` where some are
 */
export async function findImages(
  place: string,
  images: readonly ShardImage[],
  quiet: boolean,
  io: CommandIo,
  allowPrivate: boolean,
): Promise<FoundImages> {
  let access: FolderAccess;
  try {
    access = await openKnownImages(place, showUnpacking(io, quiet), remoteUse(io, allowPrivate));
  } catch (error) {
    const isGone = isHomegroundError(error) && error.code === "input/not-found";
    throw isGone ? moved("the images are", place, error) : error;
  }
  let onDisk = await locateImages(access, images);
  if (onDisk.some(({ path }) => path === null)) {
    // Names that are no text are found once their folder was listed.
    for await (const _ of access.list(""));
    onDisk = await locateImages(access, images);
  }
  const there = onDisk.filter(({ path }) => path !== null).length;
  if (there === 0) throw moved("the images are", place, null);
  if (there < images.length) {
    const gone = onDisk.filter(({ path }) => path === null).map(({ file }) => file);
    throw changedImages(gone, place, "gone");
  }
  return {
    onDisk,
    release: async () => access.release?.(images.map(({ path }) => path)),
  };
}

interface FoundImages {
  readonly onDisk: readonly ImageOnDisk[];
  /** Removes those that came from elsewhere. */
  release(): Promise<void>;
}

interface ShardWork {
  readonly shard: PlannedShard;
  readonly images: readonly ShardImage[];
  readonly onDisk: readonly ImageOnDisk[];
  readonly options: ShardsRunOptions;
  readonly onProgress: ((done: number) => void) | undefined;
}

/** One of the models, with those behind it looking at the same pictures, as an undivided run has it. */
async function runOne(
  m: number,
  models: readonly ShardModel[],
  logs: readonly ScoreLog[],
  work: ShardWork,
  io: CommandIo,
  openScorer: typeof lazyScorer,
): Promise<ModelRun> {
  const { ready, options: own } = models[m]!;
  const { imageTimeout } = own;
  const threads = work.options.threads ?? own.threads;
  const isLast = m === models.length - 1;
  return await unchanged(work, io, async (ports) => {
    const scorer: ImageScorer = openScorer(ready, {
      signal: ports.signal,
      expectedImages: work.images.length,
      isPart: true,
      beside: models.slice(m + 1).map((other) => other.ready),
      ...(threads === undefined ? {} : { workers: threads }),
      ...(imageTimeout === undefined ? {} : { imageTimeoutMs: imageTimeout * 1000 }),
    });
    try {
      return await runModel(work.onDisk, createLabelSet(ready.card.labels), {
        ...ports,
        scorer,
        log: logs[m]!,
        beside: logs.slice(m + 1),
        onProgress(state) {
          ports.onProgress(state);
          if (isLast) work.onProgress?.(state.done);
        },
      });
    } finally {
      await scorer.close();
    }
  });
}

/** The looks of all models at altered pictures. */
async function look(
  models: readonly ShardModel[],
  logs: Pick<LookingModels, "clean" | "views" | "alterations">,
  work: ShardWork,
  io: CommandIo,
  openScorer: typeof lazyScorer,
): Promise<void> {
  const { imageTimeout, threads } = models[0]!.options;
  const options = { imageTimeout, threads: work.options.threads ?? threads };
  const readies = models.map(({ ready }) => ready);
  await unchanged(work, io, (ports) =>
    takeLooks(work.onDisk, {
      ...logs,
      ...ports,
      ...{ models: readies, options, openScorer, isPart: true },
    }),
  );
}

/**
 * Has the images of a shard scored, as long as they are those of the plan.
 *
 * @throws HomegroundError `shards/changed-source`, `run/interrupted`
 */
async function unchanged(
  { shard, images, onDisk, options }: ShardWork,
  io: CommandIo,
  score: (
    ports: Pick<ModelRunPorts, "identify"> & Pick<LookingModels, "signal" | "onProgress">,
  ) => Promise<ModelRun>,
): Promise<ModelRun> {
  const stop = new AbortController();
  const shaOf = new Map(onDisk.map(({ path }, i) => [path, images[i]!.sha256]));
  const changed = new Set<string>();
  const progress = createProgress(`Shard ${shard.shard}`, io, options.quiet === true);
  let reached = { done: 0, total: images.length };
  let run: ModelRun | null = null;
  try {
    run = await score({
      async identify(path) {
        const identity = await identifyFile(path);
        if (identity.sha256 !== shaOf.get(path)) {
          // Nothing of this shard can be kept: the rest need not be waited for.
          changed.add(path);
          stop.abort();
        }
        return identity;
      },
      signal: AbortSignal.any([io.signal, stop.signal]),
      onProgress(state) {
        reached = state;
        progress.update(state.done, state.total);
      },
    });
  } catch (cause) {
    if (changed.size === 0) throw stoppedAt(cause, io.signal.aborted, reached);
  } finally {
    progress.finish();
  }
  const other = onDisk.flatMap(({ file, path }, i) =>
    run?.sha256[i] !== images[i]!.sha256 && (run !== null || changed.has(path ?? "")) ? [file] : [],
  );
  if (run === null || other.length > 0)
    throw changedImages(other, "the images", "another file now");
  return run;
}

function changedImages(files: readonly string[], where: string, is: string): HomegroundError {
  const more = files.length > 1 ? `, as ${counted(files.length - 1, "other image")}` : "";
  return new HomegroundError("shards/changed-source", {
    what: `${files[0] ?? "an image"}, of which the plan knows the bytes, is ${is}${more}`,
    where,
    fix: "Put the files back, or make the plan again",
  });
}

/** What each model said of each image as it is and altered, or why nothing, in the order of the list. */
async function* recordsOf(
  images: readonly ShardImage[],
  runs: readonly ModelRun[],
  logs: readonly ScoreLog[],
  views: readonly ScoreLog[],
): AsyncGenerator<KeyedRecord> {
  for (const [i, { file, sha256 }] of images.entries()) {
    for (const [m, { source }] of runs.entries()) {
      const record = await logs[m]!.read(sha256);
      if (record !== null) {
        yield [sha256, record];
        continue;
      }
      const answer = await source.answer(i);
      if (answer.kind !== "none" || answer.code === "changed") {
        throw changedImages([file], "the images", "another file now");
      }
      const { code, what, error } = answer;
      yield [sha256, { ok: false, code, what, ...(error === undefined ? {} : { error }) }];
    }
    for (const view of views) yield [sha256, (await view.read(sha256)) ?? NO_LOOK];
  }
}

const NO_LOOK: ScoreRecord = { ok: false, code: "model-failed", what: "no look at it altered" };
