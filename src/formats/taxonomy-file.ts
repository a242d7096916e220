import { HomegroundError } from "../core/errors.js";
import type { ImportProblem, Taxon } from "./import-types.js";
import { parseTaxonLabel, scientificName } from "./taxonomy.js";

/** Names of a taxonomy and what they stand for. */
export interface Taxonomy {
  readonly source: string;
  /** The taxon of a common or scientific name, in any case; null where none or several have it. */
  find(name: string): Taxon | null;
  /** Lines that are no taxon. */
  readonly problems: readonly ImportProblem[];
}

/**
 * Reads a taxonomy: a line a taxon, as `uuid;class;order;family;genus;species;common name`, the form
 * of SpeciesNet's `taxonomy_release.txt`.
 *
 * @param source names the file in errors
 * @throws HomegroundError `input/bad-shape` where no line is a taxon
 */
export function parseTaxonomy(text: string, source: string): Taxonomy {
  // Null where two taxa share a name: then it says neither.
  const byName = new Map<string, Taxon | null>();
  const problems: ImportProblem[] = [];
  let read = 0;
  const add = (name: string, taxon: Taxon): void => {
    const key = folded(name);
    if (key === "") return;
    const known = byName.get(key);
    if (known === undefined) byName.set(key, taxon);
    else if (known !== null && !isSame(known, taxon)) byName.set(key, null);
  };
  for (const [i, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const taxon = parseTaxonLabel(line);
    if (taxon === null) {
      const what = "the line has not the seven fields of a taxon; it is left out";
      problems.push({ code: "taxonomy/line", what, where: `${source}, line ${i + 1}` });
      continue;
    }
    read++;
    add(taxon.commonName, taxon);
    add(scientificName(taxon), taxon);
  }
  if (read === 0) {
    throw new HomegroundError("input/bad-shape", {
      what: "no line is a taxon",
      where: source,
      fix: "Give lines of uuid;class;order;family;genus;species;common name, as SpeciesNet's taxonomy has them",
    });
  }
  return { source, problems, find: (name) => byName.get(folded(name)) ?? null };
}

function folded(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_]+/g, " ")
    .trim();
}

function isSame(a: Taxon, b: Taxon): boolean {
  return scientificName(a) === scientificName(b) && a.commonName === b.commonName;
}
