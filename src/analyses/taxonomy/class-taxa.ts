import type { LabelSet } from "../../core/label-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { Taxon } from "../../formats/import-types.js";
import { createTaxon, parseTaxonLabel, scientificName } from "../../formats/taxonomy.js";
import type { Taxonomy } from "../../formats/taxonomy-file.js";
import type { LabelMap } from "../../models/label-map.js";
import type { TaxonOfClass } from "./taxonomy-counts.js";

/** Where places of labels in a taxonomy are said. */
export interface TaxonSources {
  /** By the label files, where they say it. */
  readonly truthTaxa: ReadonlyMap<string, Taxon>;
  /** By the predictions. */
  readonly modelTaxa: ReadonlyMap<string, Taxon>;
  /** Of `--taxonomy`. */
  readonly taxonomy: Taxonomy | null;
}

const NOTHING = /^(empty|blank|none|nothing)$/i;

/** The taxon of a label by its file, by its own form, or by the taxonomy's names. */
export function taxonOf(
  label: string,
  stated: ReadonlyMap<string, Taxon>,
  taxonomy: Taxonomy | null,
): Taxon | null {
  if (NOTHING.test(label)) return createTaxon({ commonName: "blank" });
  return stated.get(label) ?? parseTaxonLabel(label) ?? taxonomy?.find(label) ?? null;
}

/**
 * The taxa of classes, as ground truth and as answers. A label of the ground truth that no source
 * knows has the taxon of the one label of the model that it stands for; a class of several taxa has
 * none.
 *
 * @param targets what each label of the ground truth is
 */
export function classTaxa(
  targets: LabelMap,
  map: TruthMap,
  modelLabels: LabelSet,
  { truthTaxa, modelTaxa, taxonomy }: TaxonSources,
): { readonly truth: TaxonOfClass; readonly answer: TaxonOfClass } {
  const truths: (readonly [string, Taxon | null])[] = [];
  for (const [label, target] of targets) {
    const place = map.classOf(label);
    if (target.kind === "ignore" || place < 0) continue;
    const only =
      target.kind === "model-labels" && target.labels.length === 1 ? target.labels[0] : undefined;
    const own = taxonOf(label, truthTaxa, taxonomy);
    const theirs = only === undefined ? null : taxonOf(only, modelTaxa, taxonomy);
    truths.push([map.truthNames[place]!, own ?? theirs]);
  }
  const predictions = modelLabels.names.map(
    (label, position) => [map.classNames[position]!, taxonOf(label, modelTaxa, taxonomy)] as const,
  );
  return { truth: byClass(truths), answer: byClass(predictions) };
}

function byClass(entries: readonly (readonly [name: string, taxon: Taxon | null])[]): TaxonOfClass {
  const found = new Map<string, Taxon | null>();
  for (const [name, taxon] of entries) {
    const known = found.get(name);
    const differs =
      known !== undefined && (known === null || taxon === null || !isSame(known, taxon));
    found.set(name, differs ? null : taxon);
  }
  return (name) => found.get(name) ?? null;
}

function isSame(a: Taxon, b: Taxon): boolean {
  const names = [a, b].map((taxon) => scientificName(taxon) || taxon.commonName);
  return names[0] === names[1];
}
