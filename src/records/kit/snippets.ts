import { inline } from "../../reports/markdown.js";
import { visible } from "../../reports/text.js";
import { xmlText } from "../../reports/xml-text.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { BADGE } from "../words/kit.js";
import { badgeTitle } from "./badge.js";

/** Name of the badge's file in the snippets. */
const BADGE_FILE = "badge.svg";

/**
 * The address with the id behind it, so that what is found there can be held against it; an address
 * that leads to a part of a page stays as it is.
 */
export function recordLink(url: string, { id }: Pick<TransparencyRecord, "id">): string {
  return url.includes("#") ? url : `${url}#id=${id}`;
}

/** The badge as HTML, in a link where there is an address. */
export function snippetHtml(record: TransparencyRecord, link: string | null): string {
  const image = `<img src="${BADGE_FILE}" alt="${xmlText(altText(record))}">`;
  return link === null ? image : `<a href="${xmlText(visible(link))}">${image}</a>`;
}

/** The badge as Markdown, for a README. */
export function snippetMarkdown(record: TransparencyRecord, link: string | null): string {
  const image = `![${inline(altText(record))}](${BADGE_FILE})`;
  return link === null ? image : `[${image}](${addressText(link)})`;
}

function altText(record: TransparencyRecord): string {
  return BADGE.alt({ figure: badgeTitle(record), id: record.id });
}

/** What would end the address in Markdown is written as in addresses. */
function addressText(link: string): string {
  return visible(link).replace(
    /[\s()<>\\]/gu,
    (letter) => `%${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
