import { XMLParser } from "fast-xml-parser";
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";
import { MAX_NESTING } from "../../core/nesting.js";
import {
  createUtf16Transcoder,
  decodeMixed,
  decodeUtf8,
  decodeWindows1252,
  sniffEncoding,
} from "../delimited/text-encoding.js";
import type { FileAccess } from "../file-access.js";
import { type ProblemList, quoted } from "../import-problems.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createXmlScanner } from "./xml-scanner.js";

/** An element of XML: texts as they stand, entities of XML itself resolved, others refused. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, without blanks around it. */
  readonly text: string;
}

/** Takes the parts of an XML file as they come. */
export interface XmlHandlers {
  /** The root's name and attributes; its children are not there. */
  onRoot?(root: XmlElement): void;
  /** A child of the root, and the line on which it begins. */
  onChild(child: XmlElement, line: number): void;
}

/**
 * Reads an XML file of any size child by child of its root. No document type is read, no entity
 * declared, nothing fetched. Bytes are read as the declaration says (UTF-8, UTF-16, ISO-8859-1 and
 * Windows-1252); odd bytes of a file in UTF-8 are read as Windows-1252 and listed.
 *
 * @throws HomegroundError `input/not-xml`, `input/xml-entity`, `input/truncated`, `input/too-deep`,
 *   `input/too-large`, `input/empty`, and as the access
 */
export async function readXml(
  access: FileAccess,
  path: string,
  problems: ProblemList,
  handlers: XmlHandlers,
): Promise<void> {
  const reader = createXmlReader(path, problems, handlers);
  for await (const piece of access.stream(path)) reader.push(piece);
  reader.end();
}

/** {@link readXml} of a file that is in memory. */
export function parseXml(
  bytes: Uint8Array,
  source: string,
  problems: ProblemList,
  handlers: XmlHandlers,
): void {
  const reader = createXmlReader(source, problems, handlers);
  reader.push(bytes);
  reader.end();
}

/** The first child of a name; undefined for none. */
export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** Text of the first child of a name; undefined where there is none or it is empty. */
export function textNamed(element: XmlElement, name: string): string | undefined {
  const text = childNamed(element, name)?.text;
  return text === "" ? undefined : text;
}

/** So many bytes tell the encoding. */
const HEAD_BYTES = 64;

function createXmlReader(source: string, problems: ProblemList, handlers: XmlHandlers) {
  let declared = "utf-8";
  let isLegacySaid = false;
  const textOfBytes = (bytes: Uint8Array): string => {
    if (/^(iso-?8859-?1|latin-?1|windows-1252|cp1252)$/i.test(declared)) {
      return decodeWindows1252(bytes);
    }
    const text = decodeUtf8(bytes);
    if (text !== null) return text;
    if (!isLegacySaid) {
      const what = `the text is not UTF-8 (it is declared as ${quoted(declared)}); odd bytes were read as Windows-1252`;
      problems.add("input/encoding", what, source);
    }
    isLegacySaid = true;
    return decodeMixed(bytes);
  };
  const scanner = createXmlScanner(source, {
    onDeclaration(bytes) {
      const text = decodeMixed(bytes);
      declared = /\bencoding\s*=\s*["']([\w.-]+)["']/.exec(text)?.[1] ?? declared;
    },
    onRoot(bytes) {
      const tag = textOfBytes(bytes).replace(/\/?>$/, "/>");
      handlers.onRoot?.(parseElement(tag, `${source}, root element`));
    },
    onChild(bytes, line) {
      handlers.onChild(parseElement(textOfBytes(bytes), `${source}, line ${line}`), line);
    },
  });
  let head: Uint8Array | null = new Uint8Array();
  let transcoder: ReturnType<typeof createUtf16Transcoder> | null = null;
  const begin = (bytes: Uint8Array): void => {
    const { form, markBytes } = sniffEncoding(bytes);
    if (form !== "utf-8") transcoder = createUtf16Transcoder(form);
    head = null;
    take(bytes.subarray(markBytes));
  };
  const take = (bytes: Uint8Array): void =>
    scanner.push(transcoder === null ? bytes : transcoder.push(bytes));
  return {
    push(piece: Uint8Array): void {
      if (head === null) {
        take(piece);
        return;
      }
      const longer: Uint8Array = new Uint8Array(head.length + piece.length);
      longer.set(head);
      longer.set(piece, head.length);
      head = longer;
      if (longer.length >= HEAD_BYTES) begin(longer);
    },
    end(): void {
      if (head !== null) begin(head);
      scanner.end();
    },
  };
}

const CDATA = "#cdata";
const TEXT = "#text";
const ATTRIBUTES = ":@";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  maxNestedTags: MAX_NESTING + 2,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: CDATA,
  textNodeName: TEXT,
});

function parseElement(text: string, where: string): XmlElement {
  try {
    const parsed: unknown = parser.parse(text, true);
    const element = listOf(parsed)
      .map(elementOf)
      .find((found) => found !== null);
    if (element !== undefined) return element;
    throw new Error("no element");
  } catch (cause) {
    if (isHomegroundError(cause)) throw cause;
    throw new HomegroundError("input/not-xml", {
      what: `this is no XML: ${messageOf(cause)}`,
      where,
      fix: "Export the annotations again; the file may be damaged or edited by hand",
      cause,
    });
  }
}

/** A node of the parser's tree: `{NAME: children, ":@": attributes}`; null for text. */
function elementOf(node: unknown): XmlElement | null {
  if (!isRecord(node)) return null;
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === TEXT || name === CDATA) return null;
  const attributes = new Map<string, string>();
  const given = node[ATTRIBUTES];
  for (const [key, value] of isRecord(given) ? Object.entries(given) : []) {
    attributes.set(key, resolved(String(value)));
  }
  const inside = listOf(node[name]);
  const children = inside.map(elementOf).filter((child) => child !== null);
  const text = inside.map(textOfNode).join("").trim();
  return { name, attributes, children, text };
}

function textOfNode(node: unknown): string {
  if (!isRecord(node)) return "";
  if (typeof node[TEXT] === "string") return resolved(node[TEXT]);
  const section = node[CDATA];
  if (section === undefined) return "";
  return listOf(section)
    .map((part) => (isRecord(part) && typeof part[TEXT] === "string" ? part[TEXT] : ""))
    .join("");
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...([
    ["lt", "<"],
    ["gt", ">"],
    ["amp", "&"],
    ["quot", '"'],
    ["apos", "'"],
  ] as const),
]);

/** Text with the five entities of XML and characters by number resolved, once. */
function resolved(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[^;&\s]{1,80});/gi, (whole, name: string) => {
    if (name.startsWith("#")) {
      const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
    }
    const known = ENTITIES.get(name);
    if (known !== undefined) return known;
    throw new Error(`the entity ${quoted(whole)} is not declared`);
  });
}
