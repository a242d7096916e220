import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HomegroundError } from "../../core/errors.js";

/** Name of a record in its folder. */
export const RECORD_FILE = "record.json";
const RESULT = "result.json";

/** What a path names where a record or a result is asked for. */
export interface NamedFile {
  readonly file: string;
  /** The other file that the folder holds and that is not taken; null for none. */
  readonly beside: string | null;
}

/**
 * A record is named by its file, or by the folder that it is in.
 *
 * @throws HomegroundError `input/not-found` for a folder without one
 */
export async function recordFile(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const file = join(path, RECORD_FILE);
  if (await isFile(file)) return file;
  const fix = (await isFile(join(path, RESULT)))
    ? "It holds the result of an evaluation: homeground record create makes a record"
    : `Name a ${RECORD_FILE}, or the folder that it is in`;
  throw nothingIn(path, RECORD_FILE, fix);
}

/**
 * A result is named by its file, or by the folder that it is in.
 *
 * @throws HomegroundError `input/not-found` for a folder without one
 */
export async function resultFile(path: string): Promise<string> {
  if (!(await isFolder(path))) return path;
  const file = join(path, RESULT);
  if (await isFile(file)) return file;
  throw nothingIn(path, RESULT, "Name the folder that an evaluation wrote");
}

/**
 * Figures to compare with are named by a record, a result, or the folder of either. Of a folder that
 * holds both the record is taken: it says more of the same evaluation, and is bound to its images.
 *
 * @throws HomegroundError `input/not-found` for a folder with neither
 */
export async function figuresFile(path: string): Promise<NamedFile> {
  if (!(await isFolder(path))) return { file: path, beside: null };
  const [record, result] = [join(path, RECORD_FILE), join(path, RESULT)];
  const hasResult = await isFile(result);
  if (await isFile(record)) return { file: record, beside: hasResult ? result : null };
  if (hasResult) return { file: result, beside: null };
  throw nothingIn(
    path,
    `${RECORD_FILE} and no ${RESULT}`,
    "Name the folder of a record or of a result",
  );
}

/**
 * Name of the table of outcomes beside a result. What somebody wrote into a result leads to no other folder:
 * it is beside it or nowhere.
 *
 * @param file of the result
 * @param written where the result says that its outcomes are; null for nowhere
 * @returns null where none is beside it
 */
export async function outcomesBeside(file: string, written: string | null): Promise<string | null> {
  const name = written?.split(/[\\/]/).at(-1) ?? "";
  return name !== "" && (await isFile(join(dirname(file), name))) ? name : null;
}

/** Whether the path is a folder that is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

/** Whether the path is a regular file that is there. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

function nothingIn(path: string, what: string, fix: string): HomegroundError {
  return new HomegroundError("input/not-found", {
    what: `the folder holds no ${what}`,
    where: path,
    fix,
  });
}
