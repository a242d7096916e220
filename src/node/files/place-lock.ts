import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isRunning } from "./temporary-folder.js";
import { notWritten, partOf, removeOldParts, removeOldPartsIn } from "./write-file.js";

/** Locks of this process: a process of the same number in another container is not this one. */
const held = new Set<string>();

/**
 * Keeps a place for one run at a time while some work is done. The lock of a run that was killed is taken
 * over.
 *
 * @param lock path of the lock file, which is there only as long as the work
 * @param place what is written there, for the message: `--out homeground-out`
 * @throws HomegroundError `output/in-use` while another run writes there; `output/not-written`; what the
 *   work throws
 */
export async function alone<T>(lock: string, place: string, work: () => Promise<T>): Promise<T> {
  await take(lock, place);
  try {
    return await work();
  } finally {
    held.delete(lock);
    await rm(lock, { force: true }).catch(() => {}); // what the work threw is the error to report
  }
}

/**
 * Keeps a folder that results are written to for one run at a time, as {@link alone}, and rids it of what
 * runs that were killed had half written.
 */
export function aloneInFolder<T>(
  folder: string,
  place: string,
  work: () => Promise<T>,
): Promise<T> {
  return alone(join(folder, ".homeground.lock"), place, async () => {
    await removeOldPartsIn(folder);
    return work();
  });
}

async function take(lock: string, place: string): Promise<void> {
  if (held.has(lock)) throw inUse(place, lock, process.pid);
  // At once, so that a second run of this process does not take the file for what a killed run left.
  held.add(lock);
  try {
    await takeFile(lock, place);
  } catch (error) {
    held.delete(lock);
    throw error;
  }
}

async function takeFile(lock: string, place: string): Promise<void> {
  try {
    await mkdir(dirname(lock), { recursive: true });
  } catch (cause) {
    throw notWritten(lock, cause);
  }
  // A second try: the first may find what a killed run left.
  for (const isLast of [false, true]) {
    if (await created(lock)) return removeOldParts(lock);
    const owner = await ownerOf(lock);
    if (isLast || owner.isRunning) throw inUse(place, lock, owner.pid);
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside).catch(() => {}); // another run may have done the same
    await rm(aside, { force: true });
  }
}

/**
 * The lock has its text from the moment that it is there: who was killed between the two would lock for
 * ever, since nobody could say whether it still runs.
 */
async function created(lock: string): Promise<boolean> {
  const text = JSON.stringify({ pid: process.pid, host: hostname() });
  const whole = partOf(lock);
  try {
    await writeFile(whole, text, { flag: "wx" });
    try {
      await link(whole, lock);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
      // A disk without links, such as a memory card.
      await writeFile(lock, text, { flag: "wx" });
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw notWritten(lock, cause);
  } finally {
    await rm(whole, { force: true });
  }
}

/** Of another machine nobody here can say whether it still runs. */
async function ownerOf(lock: string): Promise<{ pid: number | null; isRunning: boolean }> {
  const known = jsonOrUndefined(await readFile(lock, "utf8").catch(() => ""));
  if (typeof known !== "object" || known === null) return { pid: null, isRunning: true };
  const { pid, host } = known as Readonly<Record<string, unknown>>;
  if (typeof pid !== "number" || typeof host !== "string") return { pid: null, isRunning: true };
  const isOther = pid !== process.pid && isRunning(pid);
  return { pid, isRunning: host !== hostname() || isOther };
}

function inUse(place: string, lock: string, pid: number | null): HomegroundError {
  return new HomegroundError("output/in-use", {
    what: `another run${pid === null ? "" : ` (process ${pid})`} is writing there`,
    where: place,
    fix: `Wait for it to end, or name another place; if none runs, remove ${lock}`,
  });
}
