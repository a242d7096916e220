import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { clearInterval, setInterval } from "node:timers";

/** The built program. */
export const MAIN: string = join(import.meta.dirname, "../../dist/node/cli/main.js");

/** How a run of the built program ended, and what it took. */
export interface ChildRun {
  /** Exit status, of a signal 128 and more; null when the run was killed. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  /**
   * Of processors, spent by the program and all processes below it, so that a busy machine changes
   * nothing; of the clock where the run was killed.
   */
  readonly seconds: number;
  /**
   * Resident memory of the program and its child processes in MiB: the largest sum of the peaks of
   * the processes that were there at one moment; null where the system does not say.
   */
  readonly mib: number | null;
  readonly isTimedOut: boolean;
}

export interface ChildOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The run is killed after so long by the clock. */
  readonly limitSeconds: number;
  /** Words before the program that it runs under, such as those that take the network away. */
  readonly under?: readonly string[];
  /** What Node runs instead of the built program. */
  readonly program?: readonly string[];
}

const MAX_OUTPUT_BYTES = 64 << 20;
const POLL_MS = 40;

/** A shell that runs its words and says on channel 3 what they took: Node does not say it of children. */
const TIMED = ["sh", "-c", '"$@" 3>&-; status=$?; times >&3; exit $status', "sh"];

/** Runs `homeground ARGS` of the built package, or another program. */
export async function runProgram(
  args: readonly string[],
  options: ChildOptions,
): Promise<ChildRun> {
  return await startProgram(args, options).ended;
}

/** A program that runs. */
export interface StartedProgram {
  /** Its own process; null where it is gone. */
  readonly pid: () => number | null;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<ChildRun>;
}

/** Starts what {@link runProgram} runs, for who does something to it meanwhile. */
export function startProgram(args: readonly string[], options: ChildOptions): StartedProgram {
  const program = options.program ?? [MAIN];
  const [command, ...words] = [
    ...TIMED,
    ...asOrdinaryUser(),
    ...(options.under ?? []),
    process.execPath,
    ...program,
    ...args,
  ];
  const started = performance.now();
  const child = spawn(command!, words, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    detached: true, // a group of its own, so that all of it can be killed
  });
  if (child.pid !== undefined) running.add(child.pid);
  let peakKib: number | null = null;
  const look = (): void => {
    const kib = child.pid === undefined ? null : treeMemoryKib(child.pid);
    if (kib !== null) peakKib = Math.max(peakKib ?? 0, kib);
  };
  const polling = setInterval(look, POLL_MS);
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, options.limitSeconds * 1000);
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const times = collect(child.stdio[3]);
  const status = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  const ended = status.then((status) => {
    clearInterval(polling);
    clearTimeout(timer);
    if (child.pid !== undefined) running.delete(child.pid);
    return {
      status,
      isTimedOut,
      out: out(),
      err: err(),
      seconds: secondsOf(times()) ?? Math.round(performance.now() - started) / 1000,
      mib: peakKib === null ? null : Math.ceil(peakKib / 1024),
    };
  });
  return { pid: () => childrenOf(child.pid ?? 0)[0] ?? null, out, err, ended };
}

/** Groups of processes that this one leaves to nobody, however it ends. */
const running = new Set<number>();
process.once("exit", () => {
  for (const pid of running) process.kill(-pid, "SIGKILL");
});

/** Sum of what `times` of a shell says, as in `0m0.30s`; null where it said nothing. */
function secondsOf(times: string): number | null {
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length === 0) return null;
  const sum = parts.reduce(
    (all, [, minutes, seconds]) => all + 60 * Number(minutes) + Number(seconds),
    0,
  );
  return Math.round(1000 * sum) / 1000;
}

function collect(stream: Pick<NodeJS.EventEmitter, "on"> | null | undefined): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream?.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size <= MAX_OUTPUT_BYTES) pieces.push(piece);
  });
  return () => Buffer.concat(pieces).toString();
}

/**
 * Words before the command that take root's right to read what its permissions forbid, so that a
 * file without read permission is what it is to everybody else. Nothing where this is not root.
 */
function asOrdinaryUser(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const rights = "-dac_override,-dac_read_search";
  const words = ["setpriv", `--inh-caps=${rights}`, `--bounding-set=${rights}`];
  isSetprivThere ??= spawnSync(words[0]!, [...words.slice(1), "true"]).status === 0;
  return isSetprivThere ? words : [];
}
let isSetprivThere: boolean | undefined;

/** Sum of the memory peaks of a process and those below it; null where /proc is not. */
function treeMemoryKib(pid: number): number | null {
  const peaks = treeOf(pid).map(
    (at) => /^VmHWM:\s*(\d+) kB$/m.exec(readProc(`/proc/${at}/status`))?.[1],
  );
  const known = peaks.filter((kib) => kib !== undefined);
  return known.length === 0 ? null : known.reduce((all, kib) => all + Number(kib), 0);
}

/** Memory of a process and those below it, at this moment. */
export function residentKib(pid: number): number {
  return treeOf(pid).reduce(
    (all, at) =>
      all + Number(/^VmRSS:\s*(\d+) kB$/m.exec(readProc(`/proc/${at}/status`))?.[1] ?? 0),
    0,
  );
}

/** What a process, those below it and those that ended below it have had of processors. */
export function processorSeconds(pid: number): number {
  return treeOf(pid).reduce((all, at) => {
    const fields = readProc(`/proc/${at}/stat`)
      .replace(/^.*\) /s, "")
      .split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, k) => sum + Number(fields[k] ?? 0), 0);
    return all + ticks / TICKS_PER_SECOND;
  }, 0);
}

/** Of every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

function treeOf(pid: number): readonly number[] {
  const found: number[] = [];
  const pending = [pid];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    found.push(at);
    pending.push(...childrenOf(at));
  }
  return found;
}

/** Processes that a process started; none where /proc is not. */
export function childrenOf(pid: number): number[] {
  const words = readProc(`/proc/${pid}/task/${pid}/children`).split(" ");
  return words.filter((word) => word !== "").map(Number);
}

/** "" for a process that is gone. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
