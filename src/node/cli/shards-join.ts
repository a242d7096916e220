import { basename, dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import type { Alteration } from "../../images/corruptions/alter.js";
import type { ImageScorer, ScoredImage } from "../../models/image-scorer.js";
import { counted } from "../../reports/numbers.js";
import { isOfTheDay } from "../../scoring/run-model.js";
import type { ScoreRecord } from "../../scoring/score-log.js";
import type { PlannedShard } from "../../shards/shard-plan.js";
import { numberRanges } from "../../shards/slurm-scripts.js";
import { viewsOf } from "../../stress/altered-views.js";
import { createNodeDigest } from "../digest.js";
import { alone } from "../files/place-lock.js";
import { writePieces } from "../files/write-file.js";
import { hashInput } from "../shards/hash-input.js";
import { openShards, type ShardFolder, shardImages, shardState } from "../shards/shard-folder.js";
import { checkName, placeOf, type ShardPlace } from "../shards/shard-place.js";
import { openFileScoreLog } from "../storage/file-score-log.js";
import type { CommandIo, CommandResult } from "./command.js";
import { identifyFile, scoreLogPath } from "./evaluate-model.js";
import type { ScoredElsewhere } from "./evaluate-request.js";
import { createProgress } from "./progress.js";
import { readLine, type ShardedLine } from "./sharded-command.js";
import { openPlanned } from "./shards-models.js";
import { findImages, fromThere, type ShardsRunOptions } from "./shards-run.js";
import { alteredLogPath } from "./stress-scoring.js";

export interface ShardsJoinOptions extends Omit<ShardsRunOptions, "threads"> {
  readonly out: string;
}

/** `homeground shards join DIR --out OUT`: the command of the plan, with the scores of its shards. */
export async function joinShards(
  root: string,
  options: ShardsJoinOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const { plan } = await openShards(root, io.version);
  const here = process.cwd();
  return fromThere(root, plan.from, options, async (there, images) => {
    const folder = { place: placeOf(there), plan };
    const isMoved = process.cwd() !== here;
    const out = isMoved ? relative(process.cwd(), resolve(here, options.out)) : options.out;
    const line = await readLine(plan.command, plan.words, out, "homeground shards join");
    const imagesPath = images ?? line.imagesPath;
    const place = out.replace(/[/\\]+$/, "") || out;
    const lock = join(dirname(place), `.${basename(place)}.join.lock`);
    return alone(lock, `--out ${options.out}`, async () => {
      await refuseMissing(folder, root);
      const quiet = options.quiet === true;
      const planned = new Map<string, string>();
      const allowPrivate = line.contenders.some((one) => one.options.allowPrivate === true);
      for (const shard of plan.shards) {
        const own = await shardImages(folder, shard);
        await findImages(imagesPath, own, quiet, io, allowPrivate);
        for (const { file, sha256 } of own) planned.set(file, sha256);
      }
      await checkInputs(line, folder, imagesPath);
      const opened = await openPlanned(line, plan, io);
      const alterations = line.alterations?.(opened.map(({ ready }) => ready)) ?? [];
      const scored = scoresOfShards(folder, { planned, alterations, quiet }, io);
      return line.run(imagesPath, scored, { ...io, ask: null });
    });
  });
}

/** @throws HomegroundError `shards/changed-source` for labels and whatever else options name */
async function checkInputs(
  { named }: ShardedLine,
  { plan }: ShardFolder,
  imagesPath: string,
): Promise<void> {
  const planned = new Map(plan.inputs.map(({ path, sha256 }) => [path, sha256]));
  for (const path of new Set(named)) {
    if ((await hashInput(path, imagesPath)) === (planned.get(path) ?? null)) continue;
    throw new HomegroundError("shards/changed-source", {
      what: "it is not what it was when the shards were planned",
      where: path,
      fix: "Put it back, or make the plan again: scores of the same images are kept nowhere else",
    });
  }
}

/** @throws HomegroundError `shards/missing`, `shards/version` */
async function refuseMissing(folder: ShardFolder, root: string): Promise<void> {
  const { plan } = folder;
  const missing: number[] = [];
  const damaged: string[] = [];
  for (const shard of plan.shards) {
    const state = await shardState(folder, shard);
    if (state.kind === "version") {
      throw new HomegroundError("shards/version", {
        what: `shard ${shard.shard} is of Homeground ${state.version}, and the plan of ${plan.version}`,
        where: root,
        fix: `Run homeground shards run ${root} ${shard.shard} with ${plan.version}`,
      });
    }
    if (state.kind !== "done") missing.push(shard.shard);
    if (state.kind === "damaged") damaged.push(`shard ${shard.shard}: ${state.what}`);
  }
  if (missing.length === 0) return;
  throw new HomegroundError("shards/missing", {
    what: [
      `${missing.length} of ${counted(plan.shards.length, "shard")} ${missing.length === 1 ? "is" : "are"} not there: ${numberRanges(missing)}`,
      ...damaged,
    ].join("; "),
    where: root,
    fix: `Run ${missing
      .slice(0, 3)
      .map((shard) => `homeground shards run ${root} ${shard}`)
      .join(", ")}${missing.length > 3 ? " and so on" : ""}`,
  });
}

interface JoinOf {
  /** SHA-256 of each image by its name. */
  readonly planned: ReadonlyMap<string, string>;
  /** How models looked at pictures, beside as they are. */
  readonly alterations: readonly Alteration[];
  readonly quiet: boolean;
}

/** What the shards say, for the command in place of its models. */
function scoresOfShards(
  folder: ShardFolder,
  { planned, alterations, quiet }: JoinOf,
  io: CommandIo,
): ScoredElsewhere {
  const { plan, place } = folder;
  const unreadable = new Set(plan.unreadable);
  /** What no log keeps, by model and image. */
  const failures = new Map<string, Extract<ScoreRecord, { ok: false }>>();

  return {
    async fill(key, out) {
      const model = plan.models.findIndex((one) => one.key === key);
      const path = scoreLogPath(out, key);
      await copyCheck(place, key, path);
      const log = await openFileScoreLog(path);
      const altered =
        alterations.length === 0 ? null : await openFileScoreLog(alteredLogPath(key, out));
      const views = altered === null ? [] : viewsOf([altered], alterations, createNodeDigest);
      const { length } = plan.models;
      const progress = createProgress("Joining", io, quiet);
      const take = async (shard: PlannedShard): Promise<void> => {
        const state = await shardState(folder, shard, async ([sha256, record], at) => {
          const slot = at % (length + (plan.looks ?? 0));
          if (slot % length !== model) return;
          if (slot >= length) {
            if (record.ok) await views[Math.floor(slot / length) - 1]!.append(sha256, record);
          } else if (!record.ok && isOfTheDay(record)) failures.set(`${key} ${sha256}`, record);
          else await log.append(sha256, record);
        });
        if (state.kind !== "done") throw changedMeanwhile(shard, place.root);
      };
      try {
        for (const shard of plan.shards) {
          io.signal.throwIfAborted();
          await take(shard);
          progress.update(shard.shard, plan.shards.length);
        }
      } finally {
        progress.finish();
        await log.close();
        await altered?.close();
      }
    },
    scorer: (key, engine, areProbabilities) => ({
      engine,
      areProbabilities,
      score: (images) => knownFailures(images, key),
      close: async () => {},
    }),
    check(files, sha256) {
      for (const [i, file] of files.entries()) {
        const now = sha256[i] ?? null;
        if (now === (planned.get(file) ?? null) && (now !== null || unreadable.has(file))) continue;
        throw changedImage(file);
      }
    },
  };

  async function* knownFailures(
    images: Parameters<ImageScorer["score"]>[0],
    key: string,
  ): AsyncGenerator<ScoredImage> {
    for await (const { index, path } of images) {
      const { sha256 } = await identifyFile(path);
      const failure = failures.get(`${key} ${sha256}`);
      if (failure === undefined) throw changedImage(path);
      const { code, what, error } = failure;
      yield { index, ok: false, code, what, error } as ScoredImage; // a scorer said it
    }
  }
}

/** What the check of the card found when the plan was made. */
async function copyCheck(place: ShardPlace, key: string, log: string): Promise<void> {
  const pieces = await place.pieces(checkName(key));
  if (pieces !== null) await writePieces(log.replace(/log$/, "sanity.json"), pieces);
}

function changedImage(file: string): HomegroundError {
  return new HomegroundError("shards/changed-source", {
    what: "the image is another one than when the shards were planned",
    where: file,
    fix: "Put the file back, or make the plan again",
  });
}

function changedMeanwhile({ shard }: PlannedShard, root: string): HomegroundError {
  return new HomegroundError("shards/missing", {
    what: `shard ${shard} was changed while it was read`,
    where: root,
    fix: `Run homeground shards run ${root} ${shard}, and join again`,
  });
}
