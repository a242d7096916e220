import { type Document, Document as YamlDocument } from "yaml";
import { HomegroundError } from "../../core/errors.js";
import { parseYamlDocument } from "./yaml-document.js";

/** What is written as YAML: the values of JSON. */
export type YamlValue =
  | null
  | boolean
  | number
  | string
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/** Keys are ours: names that need no quotation marks in any version of YAML. */
const FORM = {
  lineWidth: 0,
  defaultStringType: "QUOTE_DOUBLE",
  defaultKeyType: "PLAIN",
  flowCollectionPadding: false,
} as const;
/** Inside quotation marks these end a line or are refused by readers of YAML 1.1. */
const UNSAFE_ONCE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/;
const UNSAFE = new RegExp(UNSAFE_ONCE.source, "g");

/**
 * A value as YAML that readers of 1.1 and 1.2 read alike: every text is in double quotation marks, so
 * that `no`, `1:30` and `2024-01-01` stay texts.
 *
 * @returns ends with a line feed
 */
export function writeYaml(value: YamlValue): string {
  const text = printed(new YamlDocument(value, { aliasDuplicateObjects: false }), true);
  // YAML 1.1 takes a number with an exponent for a text unless it has a point.
  return text.replace(/^([^"\n]*[:-] -?\d+)(e[-+]?\d+)$/gm, "$1.0$2");
}

/**
 * YAML with one key of its map set anew; everything else stays, comments and the order of keys too.
 *
 * @param yaml a map, or nothing
 * @param change makes the value, from what is there (null: nothing), read as YAML 1.2
 * @param where names the file in errors
 * @throws HomegroundError as `parseYamlDocument`, `input/bad-shape` unless it is a map
 */
export function setYamlKey(
  yaml: string,
  key: string,
  change: (before: unknown) => YamlValue,
  where: string,
): string {
  const { document, root } = parseYamlDocument(yaml, {
    schema: "core",
    where,
    fix: "Correct the YAML at the start of the file",
  });
  if (root !== null && (typeof root !== "object" || Array.isArray(root))) {
    throw new HomegroundError("input/bad-shape", {
      what: "the YAML at the start is not a map of keys",
      where,
      fix: "Write it as lines of KEY: VALUE",
    });
  }
  const before = root === null ? null : ((root as Readonly<Record<string, unknown>>)[key] ?? null);
  const made = new YamlDocument(change(before), { aliasDuplicateObjects: false });
  if (root === null) document.contents = document.createNode({}) as Document.Parsed["contents"];
  document.set(key, made.contents);
  return printed(document, !UNSAFE_ONCE.test(yaml));
}

function printed(document: { toString(options: typeof FORM): string }, escaped: boolean): string {
  const text = document.toString(FORM);
  if (!escaped) return text;
  return text.replace(UNSAFE, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
