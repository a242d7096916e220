import { chooseQuestion } from "../../claims/question.js";
import { groupUnits } from "../../claims/unit-groups.js";
import type { CreateDigest } from "../../core/digest.js";
import type { Count } from "../../core/json-values.js";
import { cellText, type Table } from "../../core/table.js";
import { knownFrom } from "../../dataset/attributes/known-attributes.js";
import type { ImageFeatures } from "../../dataset/image-features.js";
import {
  type ConceptSupportReport,
  conceptSupport,
} from "../../dataset/profile/concept-support.js";
import { scopeColumns } from "../../dataset/profile/scope-columns.js";
import {
  mayBeOfTraining,
  type TrainedNames,
  trainedByRecords,
} from "../../evaluation/claim-record/trained-names.js";
import { toldAttributes } from "../../records/record/told-attributes.js";
import type { ResultListed } from "../../results/result.js";
import type { ResultScope } from "../../results/scope-result.js";
import type { InspectedLabels, InspectionWithRows } from "../inspect/inspect-types.js";
import { compareImages, type ScopeRecord } from "./compare-scope.js";

/** `scope.json`, schema `homeground.scope/1`: unlabelled images against the scope of a record. */
export interface ScopeInspection {
  readonly schema: "homeground.scope/1";
  readonly software: { readonly name: "homeground"; readonly version: string };
  readonly seed: Count;
  readonly place: string;
  /** found = compared + not drawn + listed. */
  readonly images: {
    readonly found: Count;
    readonly compared: Count;
    /** Whose pixels were not measured, as a random sample of all was. */
    readonly notDrawn: Count;
    readonly listed: readonly ResultListed[];
  };
  readonly scope: ResultScope;
}

const LEVEL = 0.95;

/** The images of an inspection, held against the scope of a record. */
export function inspectScope(
  found: Pick<InspectionWithRows, "inspection" | "known">,
  record: ScopeRecord,
  createDigest: CreateDigest,
  featuresOf?: FeaturesOfPaths,
): ScopeInspection {
  return inspectScopeImages(found, record, createDigest, featuresOf).inspection;
}

/** Features of images by their paths; null where there are none. */
export type FeaturesOfPaths = (paths: readonly string[]) => ImageFeatures | null;

/** Images that were compared: their paths, and the place of each in the cells of the map, if there is one. */
export interface ScopeImages {
  readonly paths: readonly string[];
  readonly cells: Int32Array | null;
}

/** The same as {@link inspectScope}, with where each image lies. */
export function inspectScopeImages(
  { inspection, known }: Pick<InspectionWithRows, "inspection" | "known">,
  record: ScopeRecord,
  createDigest: CreateDigest,
  featuresOf: FeaturesOfPaths = () => null,
): { readonly inspection: ScopeInspection; readonly images: ScopeImages } {
  const { seed, place, software, labels } = inspection;
  const { table, paths, broken, isMeasured } = known;
  const needsPixels = toldAttributes(record.record).some(
    (name) => knownFrom([name], "pixels", "background").length > 0,
  );
  const listed: ResultListed[] = [];
  const rows: number[] = [];
  let notDrawn = 0;
  for (const [row, path] of paths.entries()) {
    const problem = broken.get(path);
    if (problem !== undefined) listed.push(problem);
    else if (needsPixels && isMeasured !== null && isMeasured[row] !== true) notDrawn++;
    else rows.push(row);
  }
  const compared = Int32Array.from(rows);
  const here = {
    columns: scopeColumns(table, compared),
    clusters: clustersOf(record, table, compared),
    images: compared.length,
    names: rows.map((row) => paths[row]!),
  };
  const { scope, cells } = compareImages(record, here, {
    isWhole: notDrawn === 0,
    level: LEVEL,
    seed,
    concepts: conceptsOf(record, labels),
    features: featuresOf(here.names),
  });
  return {
    inspection: {
      schema: "homeground.scope/1",
      software,
      seed,
      place,
      images: { found: paths.length, compared: compared.length, notDrawn, listed },
      scope: withTraining(scope, trainedByRecords([record], createDigest), table, compared),
    },
    images: { paths: here.names, cells },
  };
}

/** With the places here of which the record says that they were in training. */
function withTraining(
  scope: ResultScope,
  [trained]: readonly TrainedNames[],
  table: Table,
  rows: Int32Array,
): ResultScope {
  const named = [...table.columns].flatMap(([attribute, column]) => {
    const known = mayBeOfTraining(attribute) ? (trained?.of(attribute) ?? null) : null;
    if (known === null) return [];
    const levels = new Set<string>();
    for (const row of rows) {
      const level = cellText(column, row);
      if (level !== null) levels.add(level);
    }
    if (levels.size === 0) return [];
    return [{ attribute, places: levels.size, trained: [...levels].filter(known.has).sort() }];
  });
  const training = named.find((one) => one.trained.length > 0) ?? named[0];
  if (training === undefined) return scope;
  const isAll = training.trained.length === training.places;
  const warnings = isAll ? [...scope.warnings, "scope/places-of-training"] : scope.warnings;
  return { ...scope, training, warnings };
}

/** By the attribute that the record's groups are of, where the images here have it, else by sequences. */
function clustersOf(
  { record }: Pick<ScopeRecord, "record">,
  table: InspectionWithRows["known"]["table"],
  rows: Int32Array,
) {
  const column = table.columns.get(record.clusters?.attribute ?? "");
  return column === undefined
    ? chooseQuestion(table, rows, null).clusters
    : groupUnits(column, rows);
}

function conceptsOf(
  { record }: ScopeRecord,
  labels: InspectedLabels | null,
): ConceptSupportReport | null {
  const training = record.model.trainingCounts;
  if (training === null || labels === null) return null;
  const local = labels.classes.map(({ label, images }) => ({ label, local: images, recall: null }));
  return conceptSupport(local, new Map(Object.entries(training)));
}
