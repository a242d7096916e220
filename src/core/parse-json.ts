import { HomegroundError, messageOf } from "./errors.js";

/**
 * The value of a JSON text, with or without a byte order mark.
 *
 * @param where names the text in errors
 * @param fix what its reader can do about one that is no JSON
 * @throws HomegroundError `input/not-json`
 */
export function parseJson(text: string, where: string, fix: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch (cause) {
    throw new HomegroundError("input/not-json", { what: messageOf(cause), where, fix, cause });
  }
}
