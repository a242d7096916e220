import type { KeyedText } from "../../images/embedded-texts.js";

/** Elements that only hold others: a text in them belongs to what is around them. */
const AROUND: ReadonlySet<string> = new Set([
  "xmpmeta",
  "RDF",
  "Description",
  "Seq",
  "Bag",
  "Alt",
  "li",
  "value",
]);
const MOST_TEXTS = 5000;

/**
 * Properties of an XMP packet with a text: local name and value, from attributes and elements, those
 * within lists and structures by their own name. No XML reader: damaged packets are common, and
 * nothing in them is expanded or followed.
 *
 * Source: XMP Specification part 1 (ISO 16684-1), section 7.
 */
export function xmpTexts(packet: string): KeyedText[] {
  const found: KeyedText[] = [];
  const open: string[] = [];
  let at = 0;
  while (at < packet.length && found.length < MOST_TEXTS) {
    const start = packet.indexOf("<", at);
    const text = packet.slice(at, start < 0 ? undefined : start).trim();
    if (text !== "") found.push({ key: nameAround(open), text });
    const end = start < 0 ? -1 : packet.indexOf(">", start);
    if (end < 0) break;
    const tag = packet.slice(start + 1, end);
    at = end + 1;
    if (tag.startsWith("?") || tag.startsWith("!")) continue;
    if (tag.startsWith("/")) {
      open.pop();
      continue;
    }
    const [name = ""] = tag.split(/[\s/]/, 1);
    found.push(...attributesOf(tag.slice(name.length)));
    if (!tag.endsWith("/")) open.push(localName(name));
  }
  return found;
}

function nameAround(open: readonly string[]): string | null {
  return open.findLast((name) => !AROUND.has(name)) ?? null;
}

function attributesOf(text: string): KeyedText[] {
  const found: KeyedText[] = [];
  for (const [, name = "", double, single] of text.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? "";
    const isOfXml = /^(xmlns|xml|rdf|x)\b/.test(name);
    if (!isOfXml && value.trim() !== "") found.push({ key: localName(name), text: value });
  }
  return found;
}

const ATTRIBUTE = /(?<![\w.:-])([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
