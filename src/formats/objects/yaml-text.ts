import { parseDocument } from "yaml";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { decodeText } from "./small-files.js";

/** Aliases may stand for so many nodes together. */
const MAX_ALIASES = 100;

/**
 * A YAML text as maps, lists and texts. Every scalar is a text as it stands, so `no` and `012` stay
 * what somebody wrote. Tags that ask for other things are refused, and so are aliases that grow.
 *
 * @returns Map, array, string or null
 * @throws HomegroundError `input/not-yaml`, `input/unsupported` for tags
 */
export function parseYaml(bytes: Uint8Array, source: string): unknown {
  const fail = (what: string, cause?: unknown): HomegroundError =>
    new HomegroundError("input/not-yaml", {
      what: what.split("\n")[0] ?? what,
      where: source,
      fix: "Check the YAML; names of classes are best written as a list or as a map from numbers",
      ...(cause === undefined ? {} : { cause }),
    });
  try {
    const document = parseDocument(decodeText(bytes).text, {
      ...{ schema: "failsafe", logLevel: "silent", stringKeys: false, prettyErrors: true },
    });
    const [error] = document.errors;
    if (error !== undefined) throw fail(error.message);
    const tag = document.warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
    if (tag !== undefined) {
      throw new HomegroundError("input/unsupported", {
        what: `the YAML asks for an object of a programming language: ${(tag.message.split("\n")[0] ?? "").slice(0, 200)}`,
        where: source,
        fix: "Write plain lists, maps and texts",
      });
    }
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    throw fail(messageOf(cause), cause);
  }
}
