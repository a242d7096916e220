import { classTaxa, type TaxonSources, taxonOf } from "../../analyses/taxonomy/class-taxa.js";
import { countByRank, rankNote } from "../../analyses/taxonomy/taxonomy-counts.js";
import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import type { Taxon } from "../../formats/import-types.js";
import { parseTaxonomy, type Taxonomy } from "../../formats/taxonomy-file.js";
import type { LabelMap } from "../../models/label-map.js";
import type { SuggestionOptions } from "../../models/label-suggestions.js";
import type { TaxonomyFacts } from "../../results/report-input.js";
import type { ResultListed } from "../../results/result.js";
import { taskOf } from "../../tasks/registry.js";
import { predictionsOneLabel } from "../../tasks/task.js";
import { readText } from "../files/read-file.js";
import type { EvaluateOptions } from "./evaluate-request.js";

const NONE: ReadonlyMap<string, Taxon> = new Map();

/** What `--taxonomy` and the files say of taxa. */
export interface ReadTaxa extends TaxonSources {
  readonly notes: readonly ResultListed[];
}

/** @throws HomegroundError `input/…`, `usage/bad-option` for a task that has no answers to compare */
export async function readTaxa(
  { taxonomy: path, taxonomyRule }: Pick<EvaluateOptions, "taxonomy" | "taxonomyRule">,
  task: EvaluateRequest["task"],
  truthTaxa: ReadonlyMap<string, Taxon> = NONE,
  modelTaxa: ReadonlyMap<string, Taxon> = NONE,
): Promise<ReadTaxa> {
  if (taxonomyRule === "at-rank" && !predictionsOneLabel(taskOf(task))) {
    throw new HomegroundError("usage/bad-option", {
      what: `the task ${task} has no answers to compare rank by rank`,
      where: "--taxonomy-rule",
      fix: "Use it with --task classification, or leave it out",
    });
  }
  const taxonomy = path === undefined ? null : await readTaxonomy(path);
  const notes = (taxonomy?.problems ?? []).map(({ code, what, where }) => ({
    file: where,
    code,
    what,
  }));
  return { truthTaxa, modelTaxa, taxonomy, notes };
}

async function readTaxonomy(path: string): Promise<Taxonomy> {
  const fix = "Name a file with a taxon a line: uuid;class;order;family;genus;species;common name";
  return parseTaxonomy(await readText(path, fix), path);
}

/** What suggestions for the label map may use. */
export function suggestionTaxa(
  { truthTaxa, modelTaxa, taxonomy }: TaxonSources,
  labels: readonly string[],
  modelLabels: readonly string[],
): SuggestionOptions {
  const known = (names: readonly string[], stated: ReadonlyMap<string, Taxon>) =>
    new Map(
      names.flatMap((name) => {
        const taxon = stated.get(name) ?? taxonomy?.find(name) ?? null;
        return taxon === null ? [] : [[name, taxon] as const];
      }),
    );
  return { truthTaxa: known(labels, truthTaxa), modelTaxa: known(modelLabels, modelTaxa) };
}

/** An evaluation with its answers counted by rank, where that is asked for. */
export interface RankedEvaluation extends Evaluation {
  readonly taxonomy?: TaxonomyFacts;
}

/** @throws HomegroundError `usage/bad-option` where no label of either side has a place in a taxonomy */
export function withRanks(
  evaluation: Evaluation,
  rule: EvaluateOptions["taxonomyRule"],
  targets: LabelMap,
  map: TruthMap,
  modelLabels: LabelSet,
  sources: TaxonSources,
): RankedEvaluation {
  const { result } = evaluation;
  if (rule !== "at-rank" || result.confusion === null) return evaluation;
  const isPlaced = (taxon: Taxon | null) => taxon !== null && taxon.class !== "";
  const anyOf = (names: Iterable<string>, stated: ReadonlyMap<string, Taxon>) =>
    [...names].some((name) => isPlaced(taxonOf(name, stated, sources.taxonomy)));
  if (!anyOf(modelLabels.names, sources.modelTaxa)) {
    throw new HomegroundError("usage/bad-option", {
      what: "no answer has a place in a taxonomy, so that ranks cannot be compared",
      where: "--taxonomy-rule at-rank",
      fix: "Give --taxonomy FILE with a taxon a line: uuid;class;order;family;genus;species;common name",
    });
  }
  const taxa = classTaxa(targets, map, modelLabels, sources);
  const taxonomy = countByRank(result.confusion, taxa.truth, taxa.answer);
  const notes = [...result.inputs.notes, rankNote(taxonomy, result.unit)];
  return { ...evaluation, taxonomy, result: { ...result, inputs: { ...result.inputs, notes } } };
}
