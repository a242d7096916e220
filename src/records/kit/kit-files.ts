import { visibleLines } from "../../core/visible-text.js";
import { latexText, UNICODE_MACRO } from "../../reports/latex-text.js";
import { lineStart } from "../../reports/markdown.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { KIT, METHODS } from "../words/kit.js";
import { badgeSvg } from "./badge.js";
import { bibtex, citationKey } from "./bibtex.js";
import { citationCff } from "./citation-cff.js";
import { kitMethods } from "./methods-paragraph.js";
import { qrSvg } from "./qr.js";
import { recordLink, snippetHtml, snippetMarkdown } from "./snippets.js";

export interface KitOptions {
  /** Address at which the record is published; null where it is nowhere yet. */
  readonly url: string | null;
  /** Evidence id; null where the manifest is not at hand. */
  readonly evidence: string | null;
}

/** Files of a publication kit; what a folder of one may hold. */
export const KIT_FILES: readonly string[] = [
  "badge.svg",
  "qr.svg",
  "methods.md",
  "methods.txt",
  "methods.tex",
  "record.bib",
  "CITATION.cff",
  "snippet.html",
  "snippet.md",
];

/**
 * Everything that an author pastes or puts beside a paper, by the name of its file. Without an address
 * the QR code holds the id, and the badge leads nowhere.
 */
export function kitFiles(
  record: TransparencyRecord,
  { url, evidence }: KitOptions,
): ReadonlyMap<string, string> {
  const { paragraph, references } = kitMethods(record, evidence);
  const link = url === null ? null : recordLink(url, record);
  const plain = [paragraph, ...(references.length === 0 ? [] : [references.join("\n")])];
  const texts: [string, string][] = [
    ["badge.svg", badgeSvg(record)],
    ["qr.svg", qrSvg(link ?? record.id)],
    ["methods.txt", `${plain.join("\n\n")}\n`],
    ["methods.md", `${markdown(paragraph, references)}\n`],
    ["methods.tex", `${latex(record, paragraph, references)}\n`],
    ["record.bib", bibtex(record, { url: link })],
    ["CITATION.cff", citationCff(record, { url: link })],
    ["snippet.html", `${snippetHtml(record, link)}\n`],
    ["snippet.md", `${snippetMarkdown(record, link)}\n`],
  ];
  return new Map(texts.map(([name, text]) => [name, visibleLines(text)]));
}

function markdown(paragraph: string, references: readonly string[]): string {
  const list = references.map((entry) => `- ${lineStart(entry)}`);
  return [lineStart(paragraph), ...(list.length === 0 ? [] : [list.join("\n")])].join("\n\n");
}

/** To be put into a document by \input; whoever sets it has record.bib among the bibliographies. */
function latex(
  record: TransparencyRecord,
  paragraph: string,
  references: readonly string[],
): string {
  const [before = "", after = ""] = paragraph.split(record.id, 2).map(latexHashes);
  const cited = `${before}${latexHashes(record.id)}~\\cite{${citationKey(record)}}${after}`;
  return [
    `% ${KIT.tex}`,
    UNICODE_MACRO,
    cited,
    ...(references.length === 0
      ? []
      : [`% ${METHODS.references}`, ...references.map((entry) => `%   ${entry}`)]),
  ].join("\n");
}

/** Text in which a hash may be broken after any eight digits. */
function latexHashes(text: string): string {
  return latexText(text).replace(/\b[0-9a-f]{64}\b/g, (hash) => {
    return `\\texttt{${(hash.match(/.{8}/g) ?? []).join("\\allowbreak{}")}}`;
  });
}
