import { HomegroundError, messageOf } from "./errors.js";
import { isTooDeep, tooDeep } from "./nesting.js";

/**
 * The value of a JSON text, with or without a byte order mark.
 *
 * @param where names the text in errors
 * @param fix what its reader can do about one that is no JSON
 * @throws HomegroundError `input/not-json`, `input/too-deep`
 */
export function parseJson(text: string, where: string, fix: string): unknown {
  if (isTooDeep(text)) throw tooDeep(where);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch (cause) {
    throw new HomegroundError("input/not-json", { what: messageOf(cause), where, fix, cause });
  }
}

/**
 * The same for a text that nobody needs to be told about: undefined, which JSON cannot say, where it
 * is none or is nested too deep.
 */
export function jsonOrUndefined(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}
