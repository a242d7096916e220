/**
 * One evaluation in two shards: `npm run bench -- shards`. How much less wall time two processes at once take
 * than one after the other, each on one thread; and how much more processor time plan, shards and join take
 * than the undivided command, all starts of the program included. Images and a model of MobileNetV2's plan
 * come from the generators beside the repository.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ended, processorMs } from "./end-to-end.js";
import { bareLoop, GENERATORS, MAIN, modelFolder } from "./model-limit.js";

export interface ShardsTime {
  readonly images: number;
  /** Pixels of the model's input: what a look costs grows with their square. */
  readonly side: number;
  readonly engine: string;
  /** Wall seconds of both shards, one after the other and at once. */
  readonly inTurn: number;
  readonly atOnce: number;
  readonly quicker: number;
  /**
   * The most that it can be: one shard hands out images beside the one thread that scores them, and keeps more than one
   * core busy by itself.
   */
  readonly mostQuicker: number;
  /** The same of two processes that decode and infer and do nothing else: what the machine has to give. */
  readonly bareQuicker: number;
  /** Processor seconds of the undivided command, and of plan, shards and join together. */
  readonly undivided: number;
  readonly divided: number;
  readonly overhead: number;
}

/** Nothing where the generators are not there. */
export async function benchShards(
  images = 2000,
  side = 224,
  engine = "native",
): Promise<readonly ShardsTime[]> {
  if (!existsSync(GENERATORS)) return [];
  const folder = mkdtempSync(join(tmpdir(), "homeground-bench-"));
  const at = (name: string): string => join(folder, name);
  try {
    const given = modelFolder(folder, images, side);
    const inputs = [given.images, "--labels", given.labels, "--model", given.model];
    const words = [...inputs, "--engine", engine, "--threads", "1", "--no-sanity", "--quiet"];
    const program = [process.execPath, MAIN];
    const undivided = processorMs([...program, "evaluate", ...words, "--out", at("whole")]);
    const shards = (...more: readonly string[]): string[] => [...program, "shards", ...more];
    const plan = shards("plan", ...words, "--shards", "2", "--out", at("shards"));
    const runs = ["1", "2"].map((shard) => shards("run", at("shards"), shard, "--quiet"));
    const planned = processorMs(plan);
    let ran: readonly number[] = [];
    const inTurn = await wallMs(() => {
      ran = runs.map(processorMs);
    });
    const joined = processorMs(shards("join", at("shards"), "--out", at("out"), "--quiet"));
    rmSync(at("shards/results"), { recursive: true });
    const atOnce = await wallMs(() => Promise.all(runs.map(ended)));
    const bare = bareLoop(given, engine);
    const bareInTurn = await wallMs(async () => {
      for (const program of [bare, bare]) await ended(program);
    });
    const bareAtOnce = await wallMs(() => Promise.all([ended(bare), ended(bare)]));
    const used = ran.reduce((sum, ms) => sum + ms, 0);
    const divided = planned + joined + used;
    return [
      {
        images,
        side,
        engine,
        inTurn: inTurn / 1000,
        atOnce: atOnce / 1000,
        quicker: inTurn / atOnce,
        mostQuicker: Math.min(runs.length, availableParallelism()) / (used / inTurn),
        bareQuicker: bareInTurn / bareAtOnce,
        undivided: undivided / 1000,
        divided: divided / 1000,
        overhead: divided / undivided - 1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function wallMs(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
