import { writeYaml, type YamlValue } from "../../formats/yaml/yaml-write.js";
import { visible } from "../../reports/text.js";
import { licenceId, orcidAddress, webAddress } from "../exports/stated.js";
import type { TransparencyRecord } from "../record/record-types.js";
import { CFF, NOT_STATED } from "../words/kit.js";
import type { CitationOptions } from "./bibtex.js";
import { statedOrNull } from "./record-facts.js";

/** As the schema of CFF 1.2.0 has it. */
const DOI = /^(?:https?:\/\/doi\.org\/|doi:)?(10\.\d{4,9}(?:\.\d+)?\/[A-Za-z0-9:/_;\-.()[\]\\]+)$/;

/** Identifiers of SPDX that came after the schema's list. */
const UNKNOWN_LICENCES: ReadonlySet<string> = new Set(["CDLA-Permissive-2.0"]);

/**
 * `CITATION.cff` of a record: Citation File Format 1.2.0, type `dataset`. Without a date of release,
 * which a record does not hold; names of authors stay whole, since nobody says which part is which.
 *
 * Source: https://github.com/citation-file-format/citation-file-format, schema.json
 */
export function citationCff(record: TransparencyRecord, { url }: CitationOptions): string {
  const { facts, id, version, title } = record;
  const doi = DOI.exec(facts.doi?.trim() ?? "")?.[1];
  const licence = licenceId(facts);
  const address = webAddress(url);
  const authors = facts.authors.map(({ name, orcid }) => authorOf(name, orcid));
  const content: Record<string, YamlValue> = {
    "cff-version": "1.2.0",
    message: CFF.message,
    type: "dataset",
    title: visible(title.trim()) || CFF.untitled,
    // The format wants one.
    authors: authors.length === 0 ? [{ name: NOT_STATED }] : authors,
    version: String(version),
    identifiers: [{ type: "other", value: id, description: CFF.id }],
    ...(doi === undefined ? {} : { doi }),
    ...(address === null ? {} : { url: address }),
    ...(licence === null || UNKNOWN_LICENCES.has(licence) ? {} : { license: licence }),
    abstract: CFF.abstract({ madeAt: statedOrNull(facts.madeAt, 120) }),
  };
  return writeYaml(content);
}

function authorOf(name: string, orcid: string | null): { readonly [key: string]: YamlValue } {
  const address = orcidAddress(orcid);
  return {
    name: visible(name.trim()) || NOT_STATED,
    ...(address === null ? {} : { orcid: address }),
  };
}
