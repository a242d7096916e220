import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing } from "./fs-errors.js";
import { notWritten, writeTextFile } from "./write-file.js";

/** A folder that grows beside its place and gets its name when it is whole. */
export interface NewFolder {
  /** Where it grows. */
  readonly root: string;
  /** @throws HomegroundError `output/not-written`, as all of these */
  writeText(path: string, text: string): Promise<void>;
  copy(from: string, path: string): Promise<void>;
  /** Gives it its name, in place of an earlier one of the same kind. */
  finish(): Promise<void>;
  /** Takes away what grew. */
  discard(): Promise<void>;
}

/**
 * @param out not there yet, empty, or a folder that holds nothing but `ownNames`, which is replaced
 * @throws HomegroundError `output/not-written` where something else is there
 */
export async function openNewFolder(out: string, ownNames: readonly string[]): Promise<NewFolder> {
  const place = out.replace(/[/\\]+$/, "") || out;
  await refuseOthers(place, ownNames);
  const root = `${place}.part`;
  const guarded = async (path: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      throw notWritten(path, cause);
    }
  };
  await guarded(root, async () => {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true });
  });
  return {
    root,
    writeText: (path, text) => writeTextFile(join(root, path), text),
    copy: (from, path) =>
      guarded(join(root, path), async () => {
        const to = join(root, path);
        await mkdir(dirname(to), { recursive: true });
        await copyFile(from, to, constants.COPYFILE_FICLONE);
        await chmod(to, 0o644);
      }),
    finish: () =>
      guarded(place, async () => {
        await replaceFolder(root, place);
      }),
    discard: () => rm(root, { recursive: true, force: true }),
  };
}

/** Puts a folder in the place of another, which is gone only when the new one is there. */
export async function replaceFolder(from: string, place: string): Promise<void> {
  const old = `${from}.old`;
  await rm(old, { recursive: true, force: true });
  await mkdir(dirname(place), { recursive: true });
  await rename(place, old).catch((cause: unknown) => {
    if (!isMissing(cause)) throw cause;
  });
  await rename(from, place);
  await rm(old, { recursive: true, force: true });
}

async function refuseOthers(out: string, ownNames: readonly string[]): Promise<void> {
  const info = await stat(out).catch(() => null);
  if (info === null) return;
  const fix = "Name a folder that is not there yet";
  if (!info.isDirectory()) throw notWritten(out, new Error("it is a file"), fix);
  const other = (await readdir(out)).find((name) => !ownNames.includes(name));
  if (other !== undefined) {
    throw notWritten(out, new Error(`it holds ${other}, which is none of the files of this`), fix);
  }
}
