import { TAXON_RANKS, type Taxon, type TaxonRank } from "./import-types.js";

/**
 * The taxon of a label in the form `uuid;class;order;family;genus;species;common name`, as
 * SpeciesNet's predictions and Wildlife Insights write it; null when it has not that form.
 *
 * Source: google/cameratrapai, README ("uuid;class;order;family;genus;species;common name", empty
 * fields below the rank of the taxon).
 */
export function parseTaxonLabel(label: string): Taxon | null {
  const fields = label.split(";").map((field) => field.trim());
  if (fields.length !== 7) return null;
  const [id, class_, order, family, genus, species, commonName] = fields;
  return createTaxon({ id, class: class_, order, family, genus, species, commonName });
}

/** A taxon from fields as a source writes them: ranks become lower case, absent ones "". */
export function createTaxon(fields: { readonly [key in keyof Taxon]?: string | undefined }): Taxon {
  const rank = (name: TaxonRank): string => (fields[name] ?? "").trim().toLowerCase();
  return {
    id: (fields.id ?? "").trim(),
    class: rank("class"),
    order: rank("order"),
    family: rank("family"),
    genus: rank("genus"),
    species: rank("species"),
    commonName: (fields.commonName ?? "").trim(),
  };
}

/** The narrowest rank that the taxon states; null for none (blank, vehicle, unknown, animal). */
export function rankOf(taxon: Taxon): TaxonRank | null {
  return TAXON_RANKS.findLast((rank) => taxon[rank] !== "") ?? null;
}

/** `Loxodonta africana` for a species, the name of the narrowest rank otherwise, "" for none. */
export function scientificName(taxon: Taxon): string {
  const rank = rankOf(taxon);
  if (rank === null) return "";
  const name = rank === "species" ? `${taxon.genus} ${taxon.species}`.trim() : taxon[rank];
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/**
 * How a prediction in a taxonomy stands to the ground truth.
 *
 * `exact`: the same taxon. `coarser`: the prediction is at a higher rank and the truth lies in it, so
 * it is right at that rank. `finer`: the prediction names more than the truth says. `different`: they
 * part at some rank, or one of them has no rank and the names differ.
 */
export type TaxonAgreement =
  | { readonly kind: "exact" }
  | { readonly kind: "coarser" | "finer"; readonly rank: TaxonRank }
  | { readonly kind: "different" };

const ANIMAL = "animal";

/**
 * The roll-up rule: compares two taxa rank by rank from the class down. A prediction of `animal`
 * without ranks is coarser than any truth that has a rank; the rank given then is `class`, the
 * widest that is told apart.
 *
 * Which agreements count as right is the metric's choice; coarser answers are counted apart.
 */
export function compareTaxa(truth: Taxon, prediction: Taxon): TaxonAgreement {
  const truthRank = rankOf(truth);
  const predictionRank = rankOf(prediction);
  if (truthRank === null || predictionRank === null) {
    const truthName = truth.commonName.toLowerCase();
    const predictionName = prediction.commonName.toLowerCase();
    if (truthRank === null && predictionRank === null) {
      return { kind: truthName === predictionName ? "exact" : "different" };
    }
    if (predictionName === ANIMAL && predictionRank === null)
      return { kind: "coarser", rank: "class" };
    if (truthName === ANIMAL && truthRank === null) return { kind: "finer", rank: "class" };
    return { kind: "different" };
  }
  for (const rank of TAXON_RANKS) {
    const [mine, other] = [truth[rank], prediction[rank]];
    // A source may leave a middle rank empty; it does not part what both name below it.
    if (mine !== "" && other !== "" && mine !== other) return { kind: "different" };
  }
  if (truthRank === predictionRank) return { kind: "exact" };
  const coarser = TAXON_RANKS.indexOf(predictionRank) < TAXON_RANKS.indexOf(truthRank);
  return coarser ? { kind: "coarser", rank: predictionRank } : { kind: "finer", rank: truthRank };
}
