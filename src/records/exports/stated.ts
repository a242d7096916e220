import type { RecordFacts, TransparencyRecord } from "../record/record-types.js";

/**
 * What a record states, in the forms that other formats want it in. A text that is not of the form
 * is not bent into it.
 */

const DATE =
  /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}/;
const ORCID = /^(?:https?:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/;
const DOI = /^(?:(?:https?:\/\/(?:dx\.)?doi\.org\/)|doi:)?(10\.\d{4,9}\/\S+)$/i;

/** Licences that are known by their SPDX identifiers; others are named by the author's words. */
const SPDX: ReadonlySet<string> = new Set([
  "CC0-1.0",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC-BY-SA-3.0",
  "CC-BY-SA-4.0",
  "CC-BY-NC-3.0",
  "CC-BY-NC-4.0",
  "CC-BY-ND-4.0",
  "CC-BY-NC-SA-3.0",
  "CC-BY-NC-SA-4.0",
  "CC-BY-NC-ND-4.0",
  "MIT",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MPL-2.0",
  "EUPL-1.2",
  "GPL-3.0-only",
  "GPL-3.0-or-later",
  "AGPL-3.0-only",
  "AGPL-3.0-or-later",
  "ODbL-1.0",
  "ODC-By-1.0",
  "PDDL-1.0",
  "CDLA-Permissive-2.0",
]);

/** The answer, or null where it is none or blank. */
export function answered(words: string | null): string | null {
  return words === null || words.trim() === "" ? null : words.trim();
}

/** `madeAt` where it is an ISO 8601 date of a day at least; null else. */
export function statedDate({ madeAt }: RecordFacts): string | null {
  const words = answered(madeAt);
  return words !== null && DATE.test(words) && DAY.test(words) ? words : null;
}

/** An address of the web as it stands, else null. */
export function webAddress(words: string | null): string | null {
  const text = answered(words);
  return text !== null && /^https?:\/\/[^\s<>"\\^`{|}]+$/i.test(text) ? text : null;
}

/** `https://doi.org/10.…`; null where the answer is no DOI. */
export function doiAddress({ doi }: RecordFacts): string | null {
  const found = DOI.exec(answered(doi) ?? "");
  return found === null ? null : `https://doi.org/${encodeURI(found[1] ?? "")}`;
}

/** `https://orcid.org/…`; null where it is none. */
export function orcidAddress(orcid: string | null): string | null {
  const found = ORCID.exec(answered(orcid) ?? "");
  return found === null ? null : `https://orcid.org/${found[1]}`;
}

/** The SPDX identifier of the licence where it is one that is known; else null. */
export function licenceId({ licence }: RecordFacts): string | null {
  const words = answered(licence);
  return words !== null && SPDX.has(words) ? words : null;
}

/** An address of the licence, where it is one or has an SPDX identifier that is known; else null. */
export function licenceAddress({ licence }: RecordFacts): string | null {
  const words = answered(licence);
  if (words === null) return null;
  if (SPDX.has(words)) return `https://spdx.org/licenses/${words}.html`;
  return webAddress(words);
}

/** Where the record or its paper is to be read: `--url`, its address, its DOI; null for none. */
export function publicAddress(
  { facts }: Pick<TransparencyRecord, "facts">,
  url: string | null,
): string | null {
  return webAddress(url) ?? webAddress(facts.url) ?? doiAddress(facts);
}

/** A path as an address relative to the record's folder. */
export function pathAddress(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
