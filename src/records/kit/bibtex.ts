import { latexText } from "../../reports/latex-text.js";
import { visible } from "../../reports/text.js";
import { doiAddress } from "../exports/stated.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { BIBTEX } from "../words/kit.js";
import { shortId, statedOrNull } from "./record-facts.js";

export interface CitationOptions {
  /** Address of the record; null where it has none. */
  readonly url: string | null;
}

/**
 * An entry for BibTeX and biber that cites the record. It has no year: a record holds no clock, and
 * when the test set was made stands in the note as its author states it.
 */
export function bibtex(record: TransparencyRecord, { url }: CitationOptions): string {
  const { facts } = record;
  const doi = doiAddress(facts)?.replace("https://doi.org/", "") ?? null;
  const fields: [string, string | null][] = [
    ["author", authorsText(record)],
    ["title", `{${bibText(record.title)}}`],
    ["howpublished", bibText(BIBTEX.kind)],
    [
      "note",
      bibText(
        BIBTEX.note({
          id: record.id,
          version: String(record.version),
          madeAt: statedOrNull(facts.madeAt, 120),
        }),
      ),
    ],
    ["doi", doi === null ? null : verbatim(doi)],
    ["url", url === null ? null : verbatim(url)],
    ["key", "homeground"],
  ];
  const lines = fields.flatMap(([name, text]) => (text === null ? [] : [`  ${name} = {${text}}`]));
  return `@misc{${citationKey(record)},\n${lines.join(",\n")}\n}\n`;
}

/** What a text cites the record by: `homeground-8ca19c6c905a`. */
export function citationKey(record: Pick<TransparencyRecord, "id">): string {
  return `homeground-${shortId(record)}`;
}

function authorsText({ facts }: TransparencyRecord): string | null {
  const names = facts.authors.map(({ name }) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) return null;
  return names
    .map((name) => (isPlainName(name) ? bibText(name) : `{${bibText(name)}}`))
    .join(" and ");
}

/**
 * A name that BibTeX takes apart as people would: words, and one comma before given names. Whatever
 * else is there, an "and" too, stays whole in braces.
 */
function isPlainName(name: string): boolean {
  const words = "[\\p{L}\\p{M}.'’ -]+";
  return (
    new RegExp(`^${words}(?:,${words})?$`, "u").test(name) && !/\b(?:and|others)\b/i.test(name)
  );
}

/**
 * Text as a field holds it. BibTeX counts braces, those with a backslash too, so that none of the data
 * may stay; letters that {@link latexText} has no command for stay as they are, in UTF-8.
 */
export function bibText(data: string): string {
  return latexText(data.replace(/\s+/gu, " ").trim())
    .replaceAll("\\{", "{\\char123}")
    .replaceAll("\\}", "{\\char125}")
    .replace(/\\hgunicode\{(.)\}\{\{\[\}U\+[0-9A-F]+\{\]\}\}/gu, "$1");
}

/** Addresses are read as they stand: what could end the field is written as in an address. */
function verbatim(address: string): string {
  return visible(address.trim()).replace(/[{}\\\s"]/gu, (letter) => encodeURIComponent(letter));
}
