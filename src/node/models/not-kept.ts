import type { HomegroundError } from "../../core/errors.js";
import { notWritten } from "../files/write-file.js";

/** The error of a part of a model that cannot be written to the folder of kept models. */
export function notKept(path: string, cause: unknown): HomegroundError {
  const fix = "Make room there, or set HOMEGROUND_DATA_DIR to a folder that can be written to";
  return notWritten(path, cause, fix);
}
