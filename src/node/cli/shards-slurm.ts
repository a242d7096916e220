import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import process from "node:process";
import type { Json } from "../../core/canonical-json.js";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { NonEmptyText, PositiveCount } from "../../core/json-values.js";
import { counted } from "../../reports/numbers.js";
import { arrayScript, joinScript, numberRanges } from "../../shards/slurm-scripts.js";
import { isMissing } from "../files/fs-errors.js";
import { writeTextFile } from "../files/write-file.js";
import { openShards, shardState } from "../shards/shard-folder.js";
import { isRemote } from "../shards/shard-place.js";
import type { CommandIo, CommandResult } from "./command.js";

export interface ShardsSlurmOptions {
  /** Where the result goes. */
  readonly out: string;
  readonly submit?: true | undefined;
}

/** Output of `homeground shards slurm --json -`. */
export interface ShardsSlurmJson {
  readonly schema: "homeground.shards-slurm/1";
  /** The scripts; no array where no shard is missing. */
  readonly array: NonEmptyText | null;
  readonly join: NonEmptyText;
  readonly missing: readonly PositiveCount[];
  /** Numbers of the jobs; null where nothing was submitted. */
  readonly jobs: { readonly array: string | null; readonly join: string } | null;
}

/** `homeground shards slurm DIR [--submit] [-- sbatch's options]`. */
export async function slurmShards(
  root: string,
  further: readonly string[],
  { out, submit }: ShardsSlurmOptions,
  io: CommandIo,
): Promise<CommandResult> {
  if (further.some((word) => /[\n\r]/.test(word))) {
    throw new HomegroundError("usage/bad-option", {
      what: "an option of sbatch holds a line break",
      where: "homeground shards slurm",
      fix: "Leave it out",
    });
  }
  if (isRemote(root)) {
    throw new HomegroundError("usage/bad-option", {
      what: "job scripts and their logs want a folder that all nodes see",
      where: root,
      fix: "Plan into a folder, or start homeground worker on the nodes",
    });
  }
  const folder = await openShards(root, io.version);
  const missing: number[] = [];
  for (const shard of folder.plan.shards) {
    if ((await shardState(folder, shard)).kind !== "done") missing.push(shard.shard);
  }
  const jobs = {
    program: [process.execPath, resolve(process.argv[1] ?? "homeground")],
    ...{ cwd: process.cwd(), root, out },
    missing,
    options: further,
  };
  const array = missing.length === 0 ? null : join(root, "slurm", "array.sbatch");
  const joining = join(root, "slurm", "join.sbatch");
  if (array !== null) await writeTextFile(array, arrayScript(jobs));
  await writeTextFile(joining, joinScript(jobs));
  let ids: ShardsSlurmJson["jobs"] = null;
  if (submit === true) {
    const first = array === null ? null : await sbatch([array]);
    const after =
      first === null ? [] : [`--dependency=afterok:${first}`, "--kill-on-invalid-dep=yes"];
    ids = { array: first, join: await sbatch([...after, joining]) };
  }
  const json: ShardsSlurmJson = {
    ...{ schema: "homeground.shards-slurm/1", array, join: joining, missing, jobs: ids },
  };
  return { text: slurmText(json, root, folder.plan.shards.length), json: json as unknown as Json };
}

/** Hands a script over. @returns the number of the job @throws HomegroundError `shards/not-submitted` */
function sbatch(words: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile("sbatch", ["--parsable", ...words], (cause, out, err) => {
      if (cause === null) return done(out.trim().split(";")[0] ?? "");
      const what = isMissing(cause)
        ? "sbatch is not on this machine"
        : err.trim() || messageOf(cause);
      const fix = isMissing(cause)
        ? "Run it where jobs are submitted; without --submit the scripts alone are written"
        : "Put it right and run it again: shards that are done are not run again";
      failed(
        new HomegroundError("shards/not-submitted", { what, where: words.at(-1)!, fix, cause }),
      );
    });
  });
}

function slurmText(
  { array, join: joining, missing, jobs }: ShardsSlurmJson,
  root: string,
  all: number,
) {
  const what =
    missing.length === 0
      ? `All ${counted(all, "shard")} are done`
      : `${missing.length} of ${counted(all, "shard")} to run: ${numberRanges(missing)}`;
  if (jobs === null) {
    const how =
      array === null
        ? [`Submit  sbatch ${joining}`]
        : [
            `Submit  sbatch --parsable ${array}`,
            `Then    sbatch --dependency=afterok:JOB --kill-on-invalid-dep=yes ${joining}`,
          ];
    return [`Shards  ${what}`, ...how].join("\n");
  }
  return [
    `Shards  ${what}`,
    ...(jobs.array === null ? [] : [`Array   job ${jobs.array}`]),
    `Join    job ${jobs.join}${jobs.array === null ? "" : `, once job ${jobs.array} is done`}`,
    `Again   homeground shards slurm ${root} --submit, which runs what failed`,
  ].join("\n");
}
