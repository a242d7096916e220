import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HomegroundError } from "../../core/errors.js";
import { appFiles, FILE_LIST, insideAppFiles } from "../app/app-files.js";
import { notWritten } from "../files/write-file.js";
import type { PublishOptions } from "./publish-version.js";
import { firstDifference } from "./same-files.js";

/** Folder of the app in a folder of published records; all versions share it. */
export const APP_FOLDER = "app";
const SCHEMA = '"schema": "homeground.app/1"';

/** The app as it was put beside published records. */
export interface PublishedApp {
  readonly files: number;
  readonly bytes: number;
  /** Of these, what runs models. */
  readonly engineBytes: number;
}

/** @throws HomegroundError `input/not-found` where the package was not built */
export function findApp({ singleFile, webgpu }: Pick<PublishOptions, "singleFile" | "webgpu">) {
  if (singleFile === true) insideAppFiles();
  else appFiles(webgpu === true);
}

/** @throws HomegroundError `output/not-written` where a folder `app` is there that is none of this program's */
export async function refuseOtherApp(out: string): Promise<void> {
  const place = join(out, APP_FOLDER);
  if ((await stat(place).catch(() => null)) === null) return;
  const list = await readFile(join(place, FILE_LIST), "utf8").catch(() => "");
  if (list.includes(SCHEMA)) return;
  throw new HomegroundError("output/not-written", {
    what: "a folder app is there that homeground publish did not write",
    where: place,
    fix: "Name another folder, or take --no-app for a page alone",
  });
}

/**
 * Puts the app beside the records. One of an earlier version of this program gives way: it is a
 * program, no evidence, and every record is tried with the newest. Equal ones stay untouched.
 *
 * @param hasGraphics whether it can use graphics processors: the engine for them has 27 MB
 * @throws HomegroundError `output/not-written`, `input/not-found` where the package was not built
 */
export async function publishApp(out: string, hasGraphics: boolean): Promise<PublishedApp> {
  const [place, staging, old] = [APP_FOLDER, ".app.part", ".app.old"].map((name) =>
    join(out, name),
  ) as [string, string, string];
  let [files, bytes, engineBytes] = [0, 0, 0];
  try {
    await rm(staging, { recursive: true, force: true });
    for (const [path, disk] of appFiles(hasGraphics)) {
      const to = join(staging, path);
      await mkdir(dirname(to), { recursive: true });
      if (path === FILE_LIST && !hasGraphics)
        await writeFile(to, withoutGraphics(await readFile(disk, "utf8")));
      else await copyFile(disk, to);
      const { size } = await stat(to);
      files++;
      bytes += size;
      if (path.startsWith("ort/")) engineBytes += size;
    }
    if ((await stat(place).catch(() => null)) === null) await rename(staging, place);
    else if ((await firstDifference(staging, place)) !== null) {
      await rm(old, { recursive: true, force: true });
      await rename(place, old);
      await rename(staging, place);
    }
  } catch (cause) {
    throw cause instanceof HomegroundError ? cause : notWritten(place, cause);
  } finally {
    await rm(staging, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
  return { files, bytes, engineBytes };
}

/** The app's list of its files on a host that lacks the engine for graphics processors: it is not offered. */
function withoutGraphics(list: string): string {
  return `${JSON.stringify({ ...JSON.parse(list), graphics: [] }, null, 1)}\n`;
}
