import type { Json } from "../../core/canonical-json.js";
import type { Count, PositiveCount, Sha256 } from "../../core/json-values.js";
import { counted } from "../../reports/numbers.js";
import { numberRanges } from "../../shards/slurm-scripts.js";
import { openShards, scoredSoFar, shardState } from "../shards/shard-folder.js";
import type { CommandIo, CommandResult } from "./command.js";

/** Output of `homeground shards status --json -`. */
export interface ShardsStatusJson {
  readonly schema: "homeground.shards-status/1";
  readonly images: Count;
  /** Images of shards that are done, and those that the others have scored so far. */
  readonly scored: Count;
  readonly shards: readonly ShardStatus[];
  /** Numbers of shards that are still to be run, or run again. */
  readonly missing: readonly PositiveCount[];
}

export interface ShardStatus {
  readonly shard: PositiveCount;
  readonly id: Sha256;
  /** `damaged` is cut off, changed or of another version, and is run again. */
  readonly state: "done" | "begun" | "missing" | "damaged";
  readonly images: PositiveCount;
  readonly scored: Count;
}

/** `homeground shards status DIR`. */
export async function shardsStatus(root: string, io: CommandIo): Promise<CommandResult> {
  const folder = await openShards(root, io.version);
  const { plan } = folder;
  const shards: ShardStatus[] = [];
  for (const shard of plan.shards) {
    const { kind } = await shardState(folder, shard);
    const isDone = kind === "done";
    const scored = isDone ? shard.images : await scoredSoFar(root, shard, plan.models.length);
    const begun = scored > 0 ? "begun" : "missing";
    const state = isDone ? "done" : kind === "missing" ? begun : "damaged";
    const { id, images } = shard;
    shards.push({ shard: shard.shard, id, state, images, scored });
  }
  const missing = shards.flatMap(({ state, shard }) => (state === "done" ? [] : [shard]));
  const scored = shards.reduce((sum, one) => sum + one.scored, 0);
  const json: ShardsStatusJson = {
    schema: "homeground.shards-status/1",
    images: plan.images,
    scored,
    shards,
    missing,
  };
  return { text: statusText(json, root), json: json as unknown as Json };
}

function statusText({ images, scored, shards, missing }: ShardsStatusJson, root: string): string {
  const done = shards.length - missing.length;
  const lines = [
    `Done     ${done} of ${counted(shards.length, "shard")}`,
    `Images   ${scored} of ${images} scored`,
  ];
  for (const { state, shard, scored: some, images: all } of shards) {
    if (state === "begun") lines.push(`Begun    shard ${shard}: ${some} of ${all} images`);
    if (state === "damaged") lines.push(`Damaged  shard ${shard}: it is run again`);
  }
  if (missing.length === 0) {
    return [...lines, `Join     homeground shards join ${root} --out homeground-out`].join("\n");
  }
  const [first] = missing;
  const more = missing.length === 1 ? "" : ", and so on";
  return [
    ...lines,
    `Missing  ${numberRanges(missing)}`,
    `Run      homeground shards run ${root} ${first}${more}`,
  ].join("\n");
}
