import { CST, type Document, isScalar, Lexer, type Pair, parseDocument, visit } from "yaml";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { checkNesting, MAX_NESTING, tooDeep } from "../../core/nesting.js";

/** A file may say so many things by an alias: each one is looked for in all that stands before it. */
const MAX_ALIASES = 100;

export interface YamlOptions {
  /** `failsafe`: every scalar is a text as it stands. */
  readonly schema: "core" | "failsafe";
  /** Names the text in errors. */
  readonly where: string;
  /** What the reader of an error can do. */
  readonly fix: string;
}

/** A text as the library holds it, for changes, and as data. */
export interface YamlDocumentRead {
  readonly document: Document.Parsed;
  /** Maps (with `failsafe`) or objects, arrays, scalars; nested no deeper than other data. */
  readonly root: unknown;
}

/**
 * YAML within limits: what would use up the stack or hours of time is refused before or as it is
 * parsed, for the library calls itself for each level and compares each key of a map with all others.
 *
 * @throws HomegroundError `input/not-yaml`, `input/too-deep`, `input/unsupported` for tags
 */
export function parseYamlDocument(text: string, options: YamlOptions): YamlDocumentRead {
  const { schema, where, fix } = options;
  const fail = (what: string, cause?: unknown): HomegroundError =>
    new HomegroundError("input/not-yaml", {
      what: what.split("\n")[0] ?? what,
      where,
      fix,
      ...(cause === undefined ? {} : { cause }),
    });
  checkTokens(text, where, fail);
  try {
    const document = parseDocument(text, { schema, logLevel: "silent", uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) throw fail(error.message);
    const tag = document.warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
    if (tag !== undefined) {
      throw new HomegroundError("input/unsupported", {
        what: `the YAML asks for an object of a programming language: ${(tag.message.split("\n")[0] ?? "").slice(0, 200)}`,
        where,
        fix: "Write plain lists, maps and texts",
      });
    }
    const twice = keySaidTwice(document);
    if (twice !== null) throw fail(`the key ${JSON.stringify(twice)} stands twice in one map`);
    const root: unknown = document.toJS({
      mapAsMap: schema === "failsafe",
      maxAliasCount: MAX_ALIASES,
    });
    checkNesting(root, where);
    return { document, root };
  } catch (cause) {
    if (cause instanceof HomegroundError) throw cause;
    throw fail(messageOf(cause), cause);
  }
}

/** The lexer's mark before the text of a scalar. */
const SCALAR = "\u001F";

/** What can stand before the content of a line; each makes a level of it. */
const BEGINNING: ReadonlySet<string | null> = new Set([
  "byte-order-mark",
  "doc-mode",
  "doc-start",
  "space",
  "seq-item-ind",
  "explicit-key-ind",
  "map-value-ind",
]);

/**
 * Counts brackets, columns and aliases. Outside of brackets a level takes a column at least, or
 * shares it with one other.
 */
function checkTokens(yaml: string, where: string, fail: (what: string) => HomegroundError): void {
  let line = 1;
  let depth = 0;
  let column = 0;
  let aliases = 0;
  let isAtBeginning = true;
  let isScalarNext = false;
  for (const token of new Lexer().lex(yaml)) {
    if (isScalarNext) {
      isScalarNext = false;
      line += token.split("\n").length - 1;
      isAtBeginning = token.endsWith("\n");
      column = 0;
      continue;
    }
    const type = CST.tokenType(token);
    if (type === "newline") {
      line++;
      isAtBeginning = true;
      column = 0;
      continue;
    }
    if (isAtBeginning && depth === 0) {
      isAtBeginning = BEGINNING.has(type);
      if (isAtBeginning) column += token.length;
      else if (type !== "comment" && column > MAX_NESTING) throw tooDeep(`${where}, line ${line}`);
    }
    isScalarNext = token === SCALAR;
    if (type === "flow-seq-start" || type === "flow-map-start") depth++;
    if (type === "flow-seq-end" || type === "flow-map-end") depth = Math.max(0, depth - 1);
    if (depth > MAX_NESTING) throw tooDeep(`${where}, line ${line}`);
    if (type === "alias" && ++aliases > MAX_ALIASES) {
      throw fail(`there are more than ${MAX_ALIASES} aliases`);
    }
  }
}

/** A key that a map has twice, as written; null where none has. */
function keySaidTwice(document: Document.Parsed): string | null {
  let twice: string | null = null;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items as readonly Pair[]) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          twice = String(key.value);
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return twice;
}
