import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join, relative, resolve } from "node:path";
import process from "node:process";
import { ANALYSES } from "../../analyses/registry.js";
import { contentId, type Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { counted, percent } from "../../reports/numbers.js";
import {
  listText,
  type PlannedInput,
  type PlannedModel,
  type ShardImage,
  type ShardPlan,
  type ShardSpeed,
  shardId,
} from "../../shards/shard-plan.js";
import type { ShardedCommand } from "../../shards/sharded-commands.js";
import {
  imageSeconds,
  MOST_STARTS,
  measureSpeed,
  shardsWithin,
  splitImages,
  startsShare,
} from "../../shards/split-images.js";
import { alterationText } from "../../stress/conditions.js";
import { createNodeDigest } from "../digest.js";
import { filesBelow } from "../files/files-below.js";
import { type NewFolder, openNewFolder } from "../files/new-folder.js";
import { createTemporaryFolder } from "../files/temporary-folder.js";
import { notWritten, writeTextFile } from "../files/write-file.js";
import { hashInput } from "../shards/hash-input.js";
import { listPath, PLAN_FILE } from "../shards/shard-folder.js";
import { isRemote, placeOf } from "../shards/shard-place.js";
import type { CommandIo, CommandResult } from "./command.js";
import { identifyFile, lazyScorer, type ReadyModel } from "./evaluate-model.js";
import { readEvaluation } from "./evaluate-perform.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { checkSource } from "./evaluate-source.js";
import { refuseEndpoint } from "./hosted-model.js";
import { locateImages } from "./locate-images.js";
import { openModels } from "./open-models.js";
import { createProgress } from "./progress.js";
import { sanityNotes } from "./sanity.js";
import { readLine, type ShardedLine } from "./sharded-command.js";
import { plannedModel } from "./shards-models.js";

export interface ShardsPlanOptions {
  /** Default: as many as the images' time allows. */
  readonly shards?: number | undefined;
  readonly out: string;
  readonly for: ShardedCommand;
  /** Where shards wait for workers. */
  readonly database?: string | undefined;
}

/** `homeground shards plan IMAGES … --shards N --out DIR`. */
export async function planShards(
  words: readonly string[],
  { shards: count, out, for: command, database }: ShardsPlanOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const where = "homeground shards plan";
  // Where names of labels are to be decided, the map goes beside the folder, which is not there yet.
  const line = await readLine(command, words, labelsBeside(out), where);
  const folder = isRemote(out) ? await openNewPlace(out) : await openNewFolder(out, []);
  try {
    const { plan: made, lists } = await makePlan(
      line,
      { command, words, count, out, root: folder.root },
      io,
    );
    const plan = database === undefined ? made : { ...made, queue: queueName(made, out) };
    for (const [at, text] of lists.entries()) await folder.writeText(listPath(at + 1), text);
    await folder.writeText(PLAN_FILE, `${JSON.stringify(plan, null, 1)}\n`);
    // Nobody can take a shard before the plan is there; a plan that is there has all of them in its queue.
    if (database !== undefined) await enter(plan, database);
    await folder.finish();
    return { text: planText(plan, out, database !== undefined), json: plan as unknown as Json };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** The same for the same plan in the same place: planned again, its shards are not entered twice. */
function queueName(plan: ShardPlan, out: string): string {
  const place = isRemote(out) ? out : resolve(out);
  const id = contentId({ plan: plan as unknown as Json, place }, createNodeDigest);
  return `shards-${id.slice(0, 32)}`;
}

async function enter({ queue = "", shards }: ShardPlan, database: string): Promise<void> {
  const { databasePlace, openShardJobs } = await import("../jobs/shard-jobs.js");
  const jobs = await openShardJobs(databasePlace(database), queue);
  try {
    await jobs.enter(shards.map(({ shard }) => shard));
  } finally {
    await jobs.close();
  }
}

function labelsBeside(out: string): string {
  return isRemote(out) ? "homeground-labels" : `${out.replace(/[/\\]+$/, "")}-labels`;
}

/** As `openNewFolder`: it grows on this disk, and the plan itself is the last of it to be in the bucket. */
async function openNewPlace(
  out: string,
): Promise<Pick<NewFolder, "root" | "writeText" | "finish" | "discard">> {
  const place = placeOf(out);
  if ((await place.pieces(PLAN_FILE)) !== null) {
    const fix = "Name a folder of the bucket that is not there yet";
    throw notWritten(out, new Error(`it holds ${PLAN_FILE} already`), fix);
  }
  const grows = await createTemporaryFolder();
  return {
    root: grows.path,
    writeText: (path, text) => writeTextFile(join(grows.path, path), text),
    async finish() {
      const names = (await filesBelow(grows.path)).filter((name) => name !== PLAN_FILE);
      for (const name of [...names, PLAN_FILE]) {
        await place.write(name, createReadStream(join(grows.path, name)));
      }
      await grows.remove();
    },
    discard: () => grows.remove(),
  };
}

interface PlanOf {
  readonly command: ShardedCommand;
  readonly words: readonly string[];
  readonly count: number | undefined;
  readonly out: string;
  /** Where the folder grows. */
  readonly root: string;
}

/** Shards hold what a model says of each picture as it is. */
function refuseFurtherLooks(
  { analyses }: Pick<EvaluateRequest, "analyses">,
  { flips }: Pick<EvaluateOptions, "flips">,
): void {
  const masked = ANALYSES.find(({ id, wantsMasked }) => wantsMasked && analyses.includes(id));
  const where = masked !== undefined ? `--analyse ${masked.id}` : flips ? "--flips" : null;
  if (where === null) return;
  throw new HomegroundError("usage/bad-option", {
    what: "the model would have to look at altered pictures, and shards are of pictures as they are",
    where,
    fix: "Leave it out of the shards, and run it by itself on a part of the images (--sample)",
  });
}

async function makePlan(
  line: ShardedLine,
  { command, words, count: asked, out, root }: PlanOf,
  io: CommandIo,
): Promise<{ readonly plan: ShardPlan; readonly lists: readonly string[] }> {
  const silent = { ...io, ask: null }; // an answer would be asked for again by the join
  const models: PlannedModel[] = [];
  const opened: ReadyModel[] = [];
  const found = new Map<string, FoundImage>();
  for (const { name, options } of line.contenders) {
    checkSource(options);
    refuseEndpoint(options.model, "shards plan", "shards are computed where the model is");
    const ready = await openModels(options, silent);
    if (ready === null) continue;
    const reading = await readEvaluation(line.imagesPath, options, ready, silent);
    refuseFurtherLooks(reading.request, options);
    const { images } = reading.prepared;
    const { folder, files } = reading.opened;
    const listed = images.file.map((file, i) => ({ file, ...files[images.found[i]!]! }));
    const onDisk = await locateImages(folder, listed);
    // What is wrong with a card is better known before many machines are busy with it.
    const paths = onDisk.map(({ path }) => path);
    const { signal } = io;
    await sanityNotes(ready, reading.prepared, paths, { ...options, out: root }, { signal }, io);
    for (const [i, { file, path, sizeBytes }] of listed.entries()) {
      found.set(file, { file, path, sizeBytes, disk: paths[i]! });
    }
    models.push(plannedModel(name, ready));
    opened.push(ready);
  }
  if (opened.length === 0) {
    throw new HomegroundError("usage/bad-option", {
      what: "no model is to be run: predictions are read as quickly by one process",
      where: "homeground shards plan",
      fix: "Give --model, or run the command itself",
    });
  }
  const quiet = line.contenders[0]!.options.quiet === true;
  const all = [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const { images, unreadable } = await hashImages(all, io, quiet);
  if (images.length < (asked ?? 1)) {
    throw new HomegroundError("usage/bad-option", {
      what: `${counted(images.length, "image")} cannot be split into ${counted(asked ?? 1, "shard")}`,
      where: "--shards",
      fix: images.length === 0 ? "Check the images" : `Give ${images.length} or fewer`,
    });
  }
  const alterations = (line.alterations?.(opened) ?? []).map(alterationText);
  // A look at an altered picture takes about as long as one at it as it is.
  const speed = await timeImages(opened, images, 1 + alterations.length, io);
  const count =
    asked ?? (speed === null ? 1 : shardsWithin(total(images, speed), images.length, speed));
  const starts = splitImages(
    images.map(({ sizeBytes }) => sizeBytes),
    count,
    speed,
  );
  const engine = opened[0]!.runtime;
  const { imageTimeout = null } = line.contenders[0]!.options;
  const parts = { version: io.version, engine: engine.engine, models, alterations, imageTimeout };
  const lists: string[] = [];
  const shards = Array.from({ length: count }, (_, k) => {
    const own = images.slice(starts[k], starts[k + 1]);
    const text = listText(own);
    lists.push(text);
    return {
      shard: k + 1,
      id: shardId(parts, own, createNodeDigest),
      images: own.length,
      bytes: own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      seconds: speed === null ? null : total(own, speed),
      list: createHash("sha256").update(text).digest("hex"),
    };
  });
  const plan: ShardPlan = {
    schema: "homeground.shards/1",
    version: io.version,
    command,
    words,
    from: isRemote(out) ? "." : relative(out, process.cwd()) || ".",
    engine: { kind: engine.choice!.kind, name: engine.engine },
    models,
    ...(alterations.length === 0 ? {} : { looks: alterations.length * models.length }),
    inputs: await hashInputs(line),
    images: images.length,
    unreadable,
    speed,
    shards,
  };
  return { plan, lists };
}

/** Seconds of one process. */
function total(images: readonly HashedImage[], speed: ShardSpeed): number {
  return images.reduce((sum, { sizeBytes }) => sum + imageSeconds(sizeBytes, speed), 0);
}

interface FoundImage {
  readonly file: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Null where it is gone since files were listed. */
  readonly disk: string | null;
}

interface HashedImage extends ShardImage {
  readonly sizeBytes: number;
  readonly disk: string;
}

/** Files are read so many at a time. */
const READ_AHEAD = 8;

async function hashImages(all: readonly FoundImage[], io: CommandIo, quiet: boolean) {
  const images: HashedImage[] = [];
  const unreadable: string[] = [];
  const progress = createProgress("Hashing", io, quiet);
  for (let at = 0; at < all.length; at += READ_AHEAD) {
    io.signal.throwIfAborted();
    const some = all.slice(at, at + READ_AHEAD);
    const hashes = await Promise.all(some.map(({ disk }) => hashOrNull(disk)));
    for (const [i, { file, path, sizeBytes, disk }] of some.entries()) {
      const sha256 = hashes[i]!;
      if (sha256 === null || disk === null) unreadable.push(file);
      else images.push({ file, path, sha256, sizeBytes, disk });
    }
    progress.update(at + some.length, all.length);
  }
  progress.finish();
  return { images, unreadable };
}

async function hashOrNull(disk: string | null): Promise<string | null> {
  try {
    return disk === null ? null : (await identifyFile(disk)).sha256;
  } catch (error) {
    if (isHomegroundError(error)) return null;
    throw error;
  }
}

/** Too few images are quicker scored than timed. */
const FEWEST_TIMED = 200;
const TIMED = 12;
/** Of the program, before it starts what scores; on a machine like those of docs/benchmarks.md. */
const PROGRAM_START_MS = 400;

/**
 * Times some images of every size, with each model, in one process.
 *
 * @param looks of a model at each image
 */
async function timeImages(
  models: readonly ReadyModel[],
  images: readonly HashedImage[],
  looks: number,
  io: CommandIo,
): Promise<ShardSpeed | null> {
  if (images.length < FEWEST_TIMED) return null;
  const bySize = images.toSorted((a, b) => a.sizeBytes - b.sizeBytes);
  const step = (bySize.length - 1) / (TIMED - 1);
  const chosen = Array.from({ length: TIMED }, (_, i) => bySize[Math.round(i * step)]!);
  const ms = new Array<number>(TIMED).fill(0);
  let startMs = PROGRAM_START_MS;
  for (const ready of models) {
    const scorer = lazyScorer(ready, { workers: 1, expectedImages: TIMED, signal: io.signal });
    try {
      const score = async (image: HashedImage): Promise<void> => {
        for await (const _ of scorer.score([{ index: 0, path: image.disk }]));
      };
      const opened = io.now();
      await score(chosen[0]!); // loads the model
      startMs += io.now() - opened;
      for (const [i, image] of chosen.entries()) {
        const started = io.now();
        await score(image);
        ms[i]! += looks * (io.now() - started);
      }
    } finally {
      await scorer.close();
    }
  }
  const speed = measureSpeed(
    chosen.map(({ sizeBytes }) => sizeBytes),
    ms,
  );
  return speed === null ? null : { ...speed, startMs };
}

async function hashInputs({ named, imagesPath }: ShardedLine): Promise<readonly PlannedInput[]> {
  const inputs: PlannedInput[] = [];
  for (const path of new Set(named)) {
    const sha256 = await hashInput(path, imagesPath);
    if (sha256 !== null) inputs.push({ path, sha256 });
  }
  return inputs;
}

/** What the shards cost beside the undivided command, and how many would cost little. */
function costText(shards: ShardPlan["shards"], images: number, speed: ShardSpeed | null): string {
  if (speed === null) {
    return `not known: fewer than ${FEWEST_TIMED} images are sooner scored than timed`;
  }
  const seconds = shards.reduce((sum, one) => sum + (one.seconds ?? 0), 0);
  const share = startsShare(shards.length, seconds, speed);
  const most = shardsWithin(seconds, images, speed);
  const work = `${shownSeconds(seconds)} of images, ${shownSeconds(speed.startMs / 1000)} a start`;
  const text = `starts about ${percent(share, 0)} of the work (${work})`;
  if (share <= MOST_STARTS) return text;
  return most > 1
    ? `${text}; ${counted(most, "shard")} would stay at ${percent(MOST_STARTS, 0)}`
    : `${text}; too little work for two shards at ${percent(MOST_STARTS, 0)}`;
}

const shownSeconds = (seconds: number): string =>
  seconds < 10
    ? `${seconds.toFixed(1)} s`
    : seconds < 120
      ? `${Math.round(seconds)} s`
      : `${Math.round(seconds / 60)} min`;

function planText(
  { images, unreadable, shards, speed }: ShardPlan,
  out: string,
  hasQueue: boolean,
): string {
  const counts = shards.map((one) => one.images);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const each = least === most ? `${least}` : `${least} to ${most}`;
  const longest = Math.max(...shards.map(({ seconds }) => seconds ?? 0));
  const time = longest < 60 ? "" : `, about ${Math.ceil(longest / 60)} min each in one process`;
  const n = shards.length;
  return [
    `Plan    ${placeOf(out).path(PLAN_FILE)}`,
    `Images  ${images} in ${counted(n, "shard")} of ${each}${time}`,
    `Cost    ${costText(shards, images, speed)}`,
    ...(unreadable.length === 0
      ? []
      : [`Listed  ${counted(unreadable.length, "image")} cannot be read`]),
    ...(hasQueue ? [`Work    homeground worker --database … ${out} --drain`] : []),
    `Run     homeground shards run ${out} 1${n === 1 ? "" : ` … homeground shards run ${out} ${n}`}`,
    `Join    homeground shards join ${out} --out homeground-out`,
  ].join("\n");
}
