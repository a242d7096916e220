import { readFile } from "node:fs/promises";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { isMissing } from "./fs-errors.js";

/** The bytes of a file that somebody named. @throws HomegroundError as {@link notRead} makes it */
export async function readBytes(path: string, fix: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw notRead(path, cause, fix);
  }
}

/** The text of a file that somebody named, as UTF-8. @throws HomegroundError as {@link notRead} makes it */
export async function readText(path: string, fix: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw notRead(path, cause, fix);
  }
}

/** The error for a file that cannot be read: `input/not-found`, `input/unreadable`. */
export function notRead(path: string, cause: unknown, fix: string): HomegroundError {
  const missing = isMissing(cause);
  return new HomegroundError(missing ? "input/not-found" : "input/unreadable", {
    what: missing ? "no such file or folder" : messageOf(cause),
    where: path,
    fix,
    cause,
  });
}
