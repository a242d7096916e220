import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
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
        await rm(place, { recursive: true, force: true });
        await rename(root, place);
      }),
    discard: () => rm(root, { recursive: true, force: true }),
  };
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
