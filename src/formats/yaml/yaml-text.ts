import { decodeText } from "../objects/small-files.js";
import { parseYamlDocument } from "./yaml-document.js";

/**
 * A YAML text as maps, lists and texts. Every scalar is a text as it stands, so `no` and `012` stay
 * what somebody wrote. Tags that ask for other things are refused, and so are aliases that grow.
 *
 * @returns Map, array, string or null
 * @throws HomegroundError as `parseYamlDocument`
 */
export function parseYaml(bytes: Uint8Array, source: string): unknown {
  return parseYamlDocument(decodeText(bytes).text, {
    schema: "failsafe",
    where: source,
    fix: "Check the YAML; names of classes are best written as a list or as a map from numbers",
  }).root;
}
