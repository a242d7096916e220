import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { addObject, type clientOf } from "../../test/support/server-case.js";
import { smallDisk } from "../../test/support/small-disk.js";
import { type ChildOptions, type ChildRun, childrenOf, runProgram, startProgram } from "./child.js";
import type { BadInput } from "./manifest.js";
import { type Ending, endingOf, type Met } from "./outcome.js";
import { putImages } from "./own/own-case.js";
import { type CaseFolders, writeLabels, writeModel } from "./plan.js";
import { type Served, serve, stop } from "./served.js";

/** A case, what commands are run on, and what they came to. */
interface Ground extends CaseFolders {
  readonly input: BadInput;
  readonly options: ChildOptions;
  readonly runs: ChildRun[];
  /** What must never be. */
  readonly wrong: string[];
  /** Runs the program, perhaps otherwise than usual. */
  run(words: readonly string[], more?: Partial<ChildOptions>): Promise<ChildRun>;
  /** Words that evaluate a model on some images. */
  evaluate(out: string, images?: number): readonly string[];
  record(out: string, images?: number): readonly string[];
  convert(out: string): readonly string[];
}

type Fault = (ground: Ground) => Promise<Ending | null>;

/** Brings the fault of a case about while the built program runs; null where this machine cannot have it. */
export async function meetFault(
  input: BadInput,
  folders: CaseFolders,
  options: ChildOptions,
): Promise<Met | null> {
  const fault = FAULTS.get(input.id);
  if (fault === undefined) return null;
  const ground = groundOf(input, folders, options);
  const ending = await fault(ground);
  if (ending === null) return null;
  const { runs, wrong } = ground;
  for (let left = 100; isRunning(options); left--) {
    if (left === 0) wrong.push("a process left behind");
    if (left === 0) break;
    await sleep(100);
  }
  return {
    run: {
      ...runs.at(-1)!,
      err: runs.map(({ err }) => err).join("\n"),
      seconds: Math.max(...runs.map(({ seconds }) => seconds)),
      mib: Math.max(...runs.map(({ mib }) => mib ?? 0)),
    },
    ending: { ...ending, result: null, violations: [...ending.violations, ...wrong] },
  };
}

function groundOf(input: BadInput, folders: CaseFolders, options: ChildOptions): Ground {
  const { work, given } = folders;
  const runs: ChildRun[] = [];
  const common = ["--engine", "wasm", "--threads", "1", "--image-timeout", "60"];
  const drawn = (count: number): readonly string[] => {
    const folder = join(work, `set-${count}`);
    const labels = join(folder, "labels.csv");
    if (!existsSync(folder)) {
      writeLabels(folder, putImages(folder, count), ["cat", "dog"]);
      writeModel(folder, ["cat", "dog"], "classification");
    }
    const model = join(folder, "model/mean-colour.onnx");
    return [join(folder, "images"), "--labels", labels, "--model", model, ...common];
  };
  return {
    ...folders,
    input,
    options,
    runs,
    wrong: [],
    async run(words, more) {
      const run = await runProgram(words, { ...options, ...more });
      runs.push(run);
      return run;
    },
    evaluate: (out, images = 3) => ["evaluate", ...drawn(images), "--json", "-", "--out", out],
    record: (out, images = 3) => ["record", "create", ...drawn(images), "--quiet", "--out", out],
    convert: (out) => {
      const from = join(given, "instances.json");
      return ["convert", from, "--to", "yolo", "--quiet", "--out", out];
    },
  };
}

/** Whether a process of this case is still there. */
function isRunning({ env }: ChildOptions): boolean {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, "latin1").includes(`HOME=${env["HOME"]}\0`);
    } catch {
      return false; // another's, or gone
    }
  });
}

/** What an evaluation found; where it put its files is no part of it. */
function figures({ out }: ChildRun): string {
  const { files: _, ...found } = JSON.parse(out) as Record<string, unknown>;
  return JSON.stringify(found);
}

/** How a command ended; of one that prints no result, that it did. */
function said(run: ChildRun, ground: Ground): Ending {
  if (run.status === 0 && !run.out.startsWith("{")) {
    return { outcome: "accepted", result: null, violations: [] };
  }
  return endingOf(run, ground.input);
}

/** Runs the same words again, which must come to what an undisturbed run came to. */
async function sameAgain(ground: Ground, out: string, images?: number): Promise<void> {
  const { run, evaluate, wrong, work } = ground;
  const again = await run(evaluate(out, images));
  const usual = await run(evaluate(join(work, "usual"), images));
  if (again.status !== 0 || figures(again) !== figures(usual)) wrong.push("wrong-number");
  if (parts(out).length > 0) wrong.push("half a file left behind");
}

function parts(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".part"));
}

const KILLS = 20;
const KILLED: Ending = { outcome: "error", code: "none (killed)", result: null, violations: [] };

/** Kills a command after shares of its usual time, and has each end looked at. */
async function killed(
  { run, options, runs }: Ground,
  words: (k: number) => readonly string[],
  look: (k: number) => void | Promise<void>,
): Promise<void> {
  const began = performance.now();
  await run(words(0));
  const usualMs = performance.now() - began;
  for (let k = 1; k <= KILLS; k++) {
    const started = startProgram(words(k), options);
    const share = (k * 0.618) % 1; // of the golden ratio: spread evenly, and the same every time
    await Promise.race([sleep(share * usualMs), started.ended]);
    const pid = started.pid();
    if (pid !== null) process.kill(pid, "SIGKILL");
    runs.push({ ...(await started.ended), err: "" });
    await look(k);
  }
}

async function killedConvert(ground: Ground): Promise<Ending> {
  const { work, run, wrong } = ground;
  const from = join(work, "many.json");
  writeFileSync(from, manyBoxes(5000));
  const at = (k: number) => join(work, `converted-${k}`);
  const words = (k: number) => ["convert", from, "--to", "yolo", "--quiet", "--out", at(k)];
  const files = (k: number) =>
    readdirSync(at(k), { recursive: true }).map(String).sort().join("\n");
  let whole = "";
  await killed(ground, words, async (k) => {
    whole ||= files(0);
    if (existsSync(at(k)) && files(k) !== whole) wrong.push(`half a folder after kill ${k}`);
    else if (!existsSync(at(k)) && (await run(words(k))).status !== 0) wrong.push("needs a hand");
  });
  if (readdirSync(work).some((name) => name.endsWith(".part")))
    wrong.push("half a folder left behind");
  return KILLED;
}

/** COCO of boxes, ten a picture. */
function manyBoxes(count: number): string {
  const images = Array.from({ length: Math.ceil(count / 10) }, (_, k) => ({
    id: k + 1,
    file_name: `p${k}.jpg`,
    width: 640,
    height: 480,
  }));
  const annotations = Array.from({ length: count }, (_, k) => ({
    id: k + 1,
    image_id: Math.floor(k / 10) + 1,
    category_id: (k % 2) + 1,
    bbox: [k % 600, (k * 7) % 440, 20 + (k % 20), 30],
    area: 600,
    iscrowd: 0,
  }));
  const categories = ["cat", "dog"].map((name, k) => ({ id: k + 1, name }));
  return JSON.stringify({ images, annotations, categories });
}

async function killedEvaluate(ground: Ground): Promise<Ending> {
  const out = join(ground.work, "evaluated");
  await killed(
    ground,
    (k) => ground.evaluate(k === 0 ? join(ground.work, "first") : out, 60),
    () => {},
  );
  await sameAgain(ground, out, 60);
  return KILLED;
}

async function killedRecord(ground: Ground): Promise<Ending> {
  const { work, run, record, wrong } = ground;
  const at = (k: number) => join(work, `record-${k}`);
  await killed(
    ground,
    (k) => record(at(k), 20),
    async (k) => {
      if (!existsSync(join(at(k), "record.json"))) return;
      const verified = await run(["record", "verify", at(k), "--quiet"]);
      if (verified.status !== 0) wrong.push(`half a record after kill ${k}`);
    },
  );
  if (
    (await run(record(at(KILLS), 20))).status !== 0 &&
    !existsSync(join(at(KILLS), "record.json"))
  ) {
    wrong.push("needs a hand");
  }
  return KILLED;
}

async function fullDisk(ground: Ground): Promise<Ending | null> {
  const { work, run, evaluate, record, convert, wrong, options } = ground;
  const disk = smallDisk(join(work, "disk"), 1);
  if (disk === null) return null;
  try {
    const old = join(disk.path, "old.txt");
    writeFileSync(old, "old");
    const { bavail, bsize } = statfsSync(disk.path);
    const filler = join(disk.path, "filler");
    writeFileSync(filler, new Uint8Array(Math.max(0, bavail * bsize - 2 * bsize)));
    const endings: Ending[] = [];
    for (const [k, words] of [evaluate, record, convert].entries()) {
      const out = join(disk.path, `out-${k}`);
      const ending = said(await run(words(out)), ground);
      endings.push(ending);
      if (ending.outcome !== "error") wrong.push(`${words(out)[0]} says nothing`);
      if (existsSync(out) && parts(out).length > 0) wrong.push("half a file left behind");
    }
    for (const name of ["HOMEGROUND_DATA_DIR", "TMPDIR"]) {
      const env = { ...options.env, [name]: disk.path };
      const ending = said(await run(evaluate(join(work, `by-${name}`)), { env }), ground);
      wrong.push(...ending.violations);
    }
    if (readFileSync(old, "utf8") !== "old") wrong.push("an old file was changed");
    rmSync(filler);
    disk.grow(64);
    await sameAgain(ground, join(disk.path, "out-0"));
    return endings[0]!;
  } finally {
    disk.remove();
  }
}

async function withServer<T>(
  { options, runs }: Ground,
  data: string,
  work: (served: Served) => Promise<T>,
  token?: string,
): Promise<T | { readonly ended: ChildRun }> {
  const served = await serve(data, options, token);
  if ("ended" in served) {
    runs.push(served.ended);
    return served;
  }
  try {
    return await work(served);
  } finally {
    runs.push(atLimits(await stop(served)));
  }
}

/** The database in a folder takes a gigabyte and some seconds by itself, whatever happens to it. */
function atLimits(run: ChildRun): ChildRun {
  return { ...run, seconds: 0, mib: 0, err: "" };
}

async function fullDatabase(ground: Ground): Promise<Ending | null> {
  const { work, wrong } = ground;
  const disk = smallDisk(join(work, "disk"), 60);
  if (disk === null) return null;
  const data = join(disk.path, "data");
  let code = "";
  let written = 0;
  try {
    const token = await withServer(ground, data, async ({ token, operator }) => {
      const { bavail, bsize } = statfsSync(disk.path);
      const filler = new Uint8Array(Math.max(0, bavail * bsize - 65_536));
      writeFileSync(join(disk.path, "filler"), filler);
      while (code === "") {
        const name = `${written} ${"x".repeat(150)}`;
        code = await operator.call("createWorkspace", { body: { name } }).then(
          () => "",
          (error: { readonly code?: string }) => error.code ?? "crash",
        );
        if (code === "server/too-many") {
          await sleep(1000);
          code = "";
        } else if (code === "") written++;
      }
      return token;
    });
    disk.grow(200);
    const after = await withServer(
      ground,
      data,
      async ({ operator }) => (await operator.call("whoAmI")).workspaces.length,
      typeof token === "string" ? token : "",
    );
    if (after !== written + 1) wrong.push(`wrong-number`);
  } finally {
    disk.remove();
  }
  return { outcome: "error", code, result: null, violations: [] };
}

async function readOnly(ground: Ground): Promise<Ending> {
  const { work, run, evaluate, record, convert, wrong, options } = ground;
  const locked = join(work, "locked");
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  const endings: Ending[] = [];
  try {
    for (const words of [evaluate, record, convert]) {
      const ending = said(await run(words(join(locked, "out"))), ground);
      endings.push(ending);
      if (ending.outcome !== "error") wrong.push(`${words("")[0]} writes where it may not`);
    }
    const served = await run(["serve", "--port", "0", "--data", join(locked, "data")]);
    endings.push(said(served, ground));
    const env = { ...options.env, HOMEGROUND_DATA_DIR: locked };
    const only = said(await run(evaluate(join(work, "evaluated")), { env }), ground);
    if (only.outcome === "error") wrong.push("a command that writes nothing there ends");
  } finally {
    chmodSync(locked, 0o755);
  }
  return { ...endings[0]!, violations: endings.flatMap(({ violations }) => violations) };
}

/** Another clock: at the beginning of 1970, or one that goes back an hour after a while. */
const CLOCK = `const { now } = Date;
const began = now();
let calls = 0;
const told = process.env.CLOCK === "1970"
  ? () => now() - began
  : () => (++calls > 20 ? now() - 3_600_000 : now());
globalThis.Date = class extends Date {
  constructor(...words) {
    if (words.length === 0) super(told());
    else super(...words);
  }
  static now() {
    return told();
  }
};
`;

async function changedClock(ground: Ground): Promise<Ending> {
  const { work, run, evaluate, record, wrong, options } = ground;
  const preload = join(work, "clock.mjs");
  writeFileSync(preload, CLOCK);
  const usual = await run(evaluate(join(work, "usual")));
  let ending = said(usual, ground);
  for (const clock of ["1970", "back"]) {
    const env = { ...options.env, CLOCK: clock, NODE_OPTIONS: `--import ${preload}` };
    const changed = await run(evaluate(join(work, clock)), { env });
    ending = said(changed, ground);
    if (changed.status !== 0 || figures(changed) !== figures(usual)) wrong.push("wrong-number");
    const pages = readFileSync(join(work, clock, "report.md"), "utf8");
    if (/[-−]\d[\d.]* (ms|s|min|h)\b/.test(pages)) wrong.push("a negative duration");
    await run(record(join(work, `record-${clock}`)), { env });
    const verified = await run(["record", "verify", join(work, `record-${clock}`), "--quiet"]);
    if (verified.status !== 0) wrong.push("a record that is rejected for ever");
  }
  return ending;
}

/** A server's data with something in them. @returns the operator's token */
async function filledData(ground: Ground, data: string): Promise<string> {
  const token = await withServer(ground, data, async ({ token, operator }) => {
    const [{ id } = { id: "" }] = (await operator.call("whoAmI")).workspaces;
    for (let k = 0; k < 3; k++) {
      await addObject(operator, id, "evaluation-set", `set ${k}`, {
        "l.csv": `file,label\n${k},a\n`,
      });
    }
    return token ?? "";
  });
  return typeof token === "string" ? token : "";
}

/** Data of a server that are damaged must be refused, or everything in them must be as it was. */
function damaged(damage: (database: string, ground: Ground) => void | Promise<void>): Fault {
  return async (ground) => {
    const data = join(ground.work, "data");
    const token = await filledData(ground, data);
    await damage(join(data, "database"), ground);
    const read = await withServer(ground, data, ({ operator }) => everything(operator), token);
    if (Array.isArray(read)) {
      if (read.length !== 3) ground.wrong.push("wrong-number");
      const kept = await ground.run(["backup", join(ground.work, "b.tar"), "--data", data]);
      return said(kept, ground);
    }
    return typeof read === "string"
      ? { outcome: "error", code: read, result: null, violations: [] }
      : said((read as { readonly ended: ChildRun }).ended, ground);
  };
}

/** Names of all objects, or the code with which reading them ends. */
async function everything(operator: ReturnType<typeof clientOf>): Promise<string[] | string> {
  try {
    const [{ id: workspace } = { id: "" }] = (await operator.call("whoAmI")).workspaces;
    const { objects } = await operator.call("listObjects", { params: { workspace } });
    for (const { id } of objects) {
      const params = { workspace, object: id, path: "l.csv" };
      await (await operator.call("readFile", { params })).text();
    }
    return objects.map(({ name }) => name);
  } catch (error) {
    return (error as { readonly code?: string }).code ?? "crash";
  }
}

/** A folder of the file alone that has the rows of objects: most others are read by nobody here. */
async function rowsOfObjects(database: string, { work }: Ground): Promise<string> {
  const [row] = await rowsOf<{ at: string }>(
    database,
    "SELECT pg_relation_filepath('homeground.object') AS at",
  );
  const folder = join(work, "rows");
  mkdirSync(folder);
  linkSync(join(database, row?.at ?? ""), join(folder, "rows"));
  return folder;
}

async function rowsOf<T>(database: string, sql: string): Promise<readonly T[]> {
  const opened = await PGlite.create({ dataDir: database });
  const { rows } = await opened.query<T>(sql);
  await opened.close();
  return rows;
}

function largestFile(folder: string): { readonly path: string; readonly size: number } {
  const lines = execFileSync("find", [folder, "-type", "f", "-printf", "%s %p\n"], {
    encoding: "utf8",
  });
  const files = lines.trim().split("\n").sort();
  const all = files.map((line) => ({
    size: Number(line.split(" ")[0]),
    path: line.replace(/^\d+ /, ""),
  }));
  return all.reduce((a, b) => (b.size > a.size ? b : a));
}

async function newerStore(ground: Ground): Promise<Ending> {
  const data = join(ground.work, "data");
  const token = await filledData(ground, data);
  const database = join(data, "database");
  const last = "SELECT max(version) + 100, 'later' FROM homeground.migration";
  await rowsOf(database, `INSERT INTO homeground.migration (version, name) ${last}`);
  const all = "SELECT * FROM homeground.migration ORDER BY version";
  const before = JSON.stringify(await rowsOf(database, all));
  const read = await withServer(ground, data, async () => null, token);
  if (JSON.stringify(await rowsOf(database, all)) !== before)
    ground.wrong.push("the store was changed");
  return read === null ? said(ground.runs.at(-1)!, ground) : said(read.ended, ground);
}

async function twoProcesses(ground: Ground): Promise<Ending> {
  const { work, options, wrong, run } = ground;
  const data = join(work, "data");
  const first = await serve(data, options);
  if ("ended" in first) return said(first.ended, ground);
  const second = said(await run(["serve", "--port", "0", "--data", data]), ground);
  ground.runs.push(atLimits(await stop(first, "SIGKILL")));
  const third = await withServer(
    ground,
    data,
    async ({ operator }) => (await operator.call("whoAmI")).workspaces.length,
    first.token,
  );
  if (third !== 1) wrong.push("a lock that needs a hand");
  return second;
}

async function changedSources(ground: Ground): Promise<Ending> {
  const { work, options, wrong, evaluate, record, run } = ground;
  const count = 300;
  const change = async (words: readonly string[], isReady: () => boolean): Promise<ChildRun> => {
    const started = startProgram(words, options);
    let isOver = false;
    started.ended.then(() => {
      isOver = true;
    });
    while (!isReady() && !isOver) await sleep(5);
    const images = join(work, `set-${count}`, "images");
    rmSync(join(images, `good${count}.png`), { force: true });
    writeFileSync(join(images, `good${count - 1}.png`), readFileSync(join(images, "good1.png")));
    writeFileSync(join(images, "more.png"), readFileSync(join(images, "good2.png")));
    const ended = await started.ended;
    ground.runs.push(ended);
    return ended;
  };
  const out = join(work, "evaluated");
  const first = await change(evaluate(out, count), () => existsSync(join(out, "scores")));
  const recorded = join(work, "record");
  rmSync(join(work, `set-${count}`), { recursive: true });
  const second = await change(record(recorded, count), () => existsSync(recorded));
  if (second.status === 0 || existsSync(join(recorded, "record.json"))) {
    const verified = await run(["record", "verify", recorded, "--quiet"]);
    if (verified.status !== 0) wrong.push("a record of other bytes");
  }
  return said(first, ground);
}

const INTERRUPTED: ReadonlyMap<NodeJS.Signals, number> = new Map([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]);

async function signals(ground: Ground): Promise<Ending> {
  const { work, options, wrong, evaluate, record, runs, run } = ground;
  for (const [signal, status] of INTERRUPTED) {
    for (const words of [evaluate, record]) {
      const out = join(work, `${signal}-${words("")[0]}`);
      const started = startProgram(words(out, 400), options);
      let isOver = false;
      started.ended.then(() => {
        isOver = true;
      });
      // In the middle: its worker is there.
      const worker = () => childrenOf(started.pid() ?? 0).length > 0;
      while (!worker() && !isOver) await sleep(5);
      await sleep(300);
      process.kill(started.pid() ?? 0, signal);
      const ended = await started.ended;
      runs.push(ended);
      if (ended.status !== status && ended.status !== 130)
        wrong.push(`${signal} ends in ${ended.status}`);
      if (!/^Stopped/m.test(ended.err)) wrong.push(`${signal} is answered by nothing`);
      wrong.push(...(/^\s+at .+:\d+:\d+\)?$/m.test(ended.err) ? ["crash"] : []));
    }
  }
  const quiet = await run(evaluate(join(work, "piped")), {
    under: ["sh", "-c", '{ "$@"; echo "status $?" >&2; } | head -c 1', "sh"],
  });
  if (/EPIPE|^\s+at /m.test(quiet.err)) wrong.push("crash");
  return { outcome: "error", code: "interrupted", result: null, violations: [] };
}

async function littleMemory(ground: Ground): Promise<Ending | null> {
  const { work, run } = ground;
  const group = "/sys/fs/cgroup/memory/homeground-badinputs";
  const from = join(work, "million.json");
  try {
    mkdirSync(group);
    writeFileSync(join(group, "memory.limit_in_bytes"), String(512 << 20));
  } catch {
    return null;
  }
  try {
    writeFileSync(from, manyBoxes(1_000_000));
    const under = ["sh", "-c", `echo $$ > ${group}/cgroup.procs; exec "$@"`, "sh"];
    const words = ["convert", from, "--to", "coco", "--quiet", "--out", join(work, "out.json")];
    return said(await run(words, { under }), ground);
  } finally {
    await sleep(100);
    rmdirSync(group);
  }
}

/** Another surrounding, in which figures and records must be the usual ones. */
function elsewhere(
  surroundings: (ground: Ground) => readonly Partial<ChildOptions>[] | null,
  images = 3,
): Fault {
  return async (ground) => {
    const { work, run, evaluate, record, wrong } = ground;
    const all = surroundings(ground);
    if (all === null) return null;
    const usual = await run(evaluate(join(work, "usual"), images));
    await run(record(join(work, "record-usual"), images));
    let ending = said(usual, ground);
    for (const [k, more] of all.entries()) {
      const found = await run(evaluate(join(work, `out-${k}`), images), more);
      ending = said(found, ground);
      if (found.status === 0 && figures(found) !== figures(usual)) wrong.push("wrong-number");
      const place = join(work, `record-${k}`);
      const made = await run(record(place, images), more);
      if (made.status !== 0) {
        ending = said(made, ground);
        continue;
      }
      if (recordBytes(place) !== recordBytes(join(work, "record-usual"))) wrong.push("other bytes");
      const verified = await run(["record", "verify", place, "--quiet"], more);
      if (verified.status !== 0) ending = said(verified, ground);
    }
    return ending;
  };
}

function recordBytes(folder: string): string {
  return ["record.json", "manifest.ndjson"]
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
}

async function deadWorker(ground: Ground): Promise<Ending> {
  const { work, options, wrong, evaluate, run } = ground;
  const started = startProgram(evaluate(join(work, "evaluated"), 400), options);
  let isOver = false;
  started.ended.then(() => {
    isOver = true;
  });
  const workers = () => childrenOf(started.pid() ?? 0);
  while (workers().length === 0 && !isOver) await sleep(5);
  await sleep(300);
  for (const pid of workers()) process.kill(pid, "SIGKILL");
  const ended = await started.ended;
  ground.runs.push(ended);
  const usual = await run(evaluate(join(work, "usual"), 400));
  if (ended.status === 0 && figures(ended) !== figures(usual)) wrong.push("wrong-number");
  return said(ended, ground);
}

function isPossible(...words: readonly string[]): boolean {
  try {
    execFileSync(words[0]!, words.slice(1), { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ["fault-kill-import", killedConvert],
  ["fault-kill-evaluate", killedEvaluate],
  ["fault-kill-record-write", killedRecord],
  ["fault-disk-full", fullDisk],
  ["fault-disk-full-database", fullDatabase],
  ["fault-read-only", readOnly],
  ["fault-clock-back", changedClock],
  [
    "fault-corrupt-page",
    damaged(async (database, ground) => {
      const rows = await rowsOfObjects(database, ground);
      execFileSync(process.execPath, [join(ground.given, "corrupt.mjs"), rows]);
    }),
  ],
  [
    "fault-truncated-store",
    damaged((database) => {
      // PostgreSQL's log and the pattern of new databases are read by nobody.
      const { path, size } = largestFile(join(database, "base/5"));
      truncateSync(path, Math.floor(size / 2));
    }),
  ],
  ["fault-store-newer", newerStore],
  ["fault-two-processes", twoProcesses],
  ["fault-source-changes", changedSources],
  ["fault-ctrl-c", signals],
  ["fault-low-memory", littleMemory],
  [
    "fault-few-descriptors",
    elsewhere(() => [{ under: ["sh", "-c", 'ulimit -n 40; exec "$@"', "sh"] }], 500),
  ],
  [
    "fault-no-home",
    elsewhere(({ options: { env } }) => [
      { env: { PATH: env["PATH"] ?? "", LANG: "C", TZ: "Asia/Kathmandu" } },
    ]),
  ],
  [
    "fault-locale",
    elsewhere(({ options: { env } }) =>
      ["tr_TR.UTF-8", "de_DE.UTF-8"].map((LC_ALL) => ({ env: { ...env, LC_ALL } })),
    ),
  ],
  ["fault-worker-dies", deadWorker],
  [
    "fault-network-off",
    elsewhere(() => (isPossible("unshare", "-n", "true") ? [{ under: ["unshare", "-n"] }] : null)),
  ],
]);
