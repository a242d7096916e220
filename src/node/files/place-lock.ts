import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import { isRunning } from "./temporary-folder.js";
import { notWritten, partOf, removeOldParts, removeOldPartsIn } from "./write-file.js";

/** Locks of this process: a process of the same number in another container is not this one. */
const held = new Set<string>();

/**
 * Keeps a place for one run at a time while some work is done. The lock of a run that was killed is taken
 * over. Folders that are made for it and hold nothing where the work fails are taken away again.
 *
 * @param lock path of the lock file, which is there only as long as the work
 * @param place what is written there, for the message: `--out homeground-out`
 * @throws HomegroundError `output/in-use` while another run writes there; `output/not-written`; what the
 *   work throws
 */
export async function alone<T>(lock: string, place: string, work: () => Promise<T>): Promise<T> {
  const made = await take(lock, place);
  let isDone = false;
  try {
    const found = await work();
    isDone = true;
    return found;
  } finally {
    held.delete(lock);
    // What the work threw is the error to report.
    await rm(lock, { force: true }).catch(() => {});
    if (!isDone) await removeEmpty(dirname(lock), made);
  }
}

/** Takes away empty folders from one up to the first that was made. */
async function removeEmpty(folder: string, made: string | undefined): Promise<void> {
  if (made === undefined) return;
  const top = resolve(made);
  for (let at = resolve(folder); at.startsWith(top); at = dirname(at)) {
    const isGone = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
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

/** @returns the first folder that was made for it; undefined where all were there */
async function take(lock: string, place: string): Promise<string | undefined> {
  if (held.has(lock)) throw inUse(place, lock, process.pid);
  // At once, so that a second run of this process does not take the file for what a killed run left.
  held.add(lock);
  try {
    return await takeFile(lock, place);
  } catch (error) {
    held.delete(lock);
    throw error;
  }
}

async function takeFile(lock: string, place: string): Promise<string | undefined> {
  let made: string | undefined;
  try {
    made = await mkdir(dirname(lock), { recursive: true });
  } catch (cause) {
    throw notWritten(lock, cause);
  }
  // A second try: the first may find what a killed run left.
  for (const isLast of [false, true]) {
    if (await created(lock)) {
      await removeOldParts(lock);
      return made;
    }
    const owner = await ownerOf(lock);
    if (isLast || owner.isRunning) throw inUse(place, lock, owner.pid);
    const aside = `${lock}.${randomUUID()}`;
    await rename(lock, aside).catch(() => {}); // another run may have done the same
    await rm(aside, { force: true });
  }
  return made;
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
