import { shellQuoted } from "../reports/text.js";

/** What two job scripts for Slurm are made from. */
export interface SlurmJobs {
  /** The program and its script, as they are called on every node. */
  readonly program: readonly string[];
  /** Absolute path of the folder that the other paths start at. */
  readonly cwd: string;
  /** The folder of shards. */
  readonly root: string;
  /** Where the result goes. */
  readonly out: string;
  /** Shards that are to be run, in their order. */
  readonly missing: readonly number[];
  /** Further options of sbatch, as on its command line. */
  readonly options: readonly string[];
}

/** Slurm's `MaxArraySize` is 1001 unless a cluster says otherwise: no task has a higher number than this. */
const MOST_TASK = 1000;

/**
 * A job array that runs what is missing. A task has the number of its shard, as far as Slurm's usual limit
 * goes; beyond it each runs several, one after the other.
 */
export function arrayScript(jobs: SlurmJobs): string {
  const { program, root, missing } = jobs;
  const isNumbered = (missing.at(-1) ?? 0) <= MOST_TASK;
  const each = Math.ceil(missing.length / MOST_TASK);
  const tasks = isNumbered
    ? numberRanges(missing)
    : numberRanges(Array.from({ length: Math.ceil(missing.length / each) }, (_, i) => i + 1));
  const run = `${shellWords(program)} shards run ${shellQuoted(root)}`;
  const threads = `--threads "\${SLURM_CPUS_PER_TASK:-1}" --quiet`;
  const lines = isNumbered
    ? [`exec ${run} "$SLURM_ARRAY_TASK_ID" ${threads}`]
    : [
        `set -- ${missing.join(" ")}`,
        `shift $(((SLURM_ARRAY_TASK_ID - 1) * ${each}))`,
        "failed=0",
        `for shard in $(printf '%s\\n' "$@" | head -n ${each}); do`,
        `  ${run} "$shard" ${threads} || failed=1`,
        "done",
        "exit $failed",
      ];
  const own = [`--array=${tasks}`, "--requeue"];
  return script("homeground-shards", "%A_%a", jobs, own, lines);
}

/** The job that joins; it waits for the array where that was submitted before. */
export function joinScript(jobs: SlurmJobs): string {
  const { program, root, out } = jobs;
  const words = [...program, "shards", "join", root, "--out", out, "--quiet"];
  return script("homeground-join", "%j", jobs, [], [`exec ${shellWords(words)}`]);
}

function script(
  name: string,
  log: string,
  { cwd, root, options }: SlurmJobs,
  own: readonly string[],
  lines: readonly string[],
): string {
  // A per cent sign begins a pattern of Slurm's.
  const output = `${root.replaceAll("%", "%%")}/slurm/${name}-${log}.log`;
  const words = [`--job-name=${name}`, `--chdir=${cwd}`, `--output=${output}`];
  const given = [...words.map(quoted), ...own, ...groupedOptions(options)];
  return ["#!/bin/sh", ...given.map((option) => `#SBATCH ${option}`), ...lines, ""].join("\n");
}

/** Options with a value behind a space stand with it on one line. */
function groupedOptions(options: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of options) {
    if (word.startsWith("-") || lines.length === 0) lines.push(quoted(word));
    else lines.push(`${lines.pop()!} ${quoted(word)}`);
  }
  return lines;
}

/** As sbatch reads words of such lines. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** `1-3,7`, as job arrays have them. */
export function numberRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

function shellWords(words: readonly string[]): string {
  return words.map(shellQuoted).join(" ");
}
