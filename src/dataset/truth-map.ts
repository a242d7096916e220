import { HomegroundError } from "../core/errors.js";
import type { LabelSet } from "../core/label-set.js";
import type { LabelMap } from "../models/label-map.js";

/** How the labels of the ground truth and of the model become the classes that are scored. */
export interface TruthMap {
  /** Names of the classes that occur in the ground truth, in code-unit order. */
  readonly truthNames: readonly string[];
  /** Class name of each position of the model's labels. */
  readonly classNames: readonly string[];
  /** Index into `truthNames` of a ground-truth label that is not ignored. */
  classOf(label: string): number;
  /** Whether images with this label are left out (listed as `label-outside`). */
  isIgnored(label: string): boolean;
}

/**
 * A ground-truth label that stands for several of the model's makes them one class, named by it:
 * their probabilities are summed. Labels that share a model label share its class.
 *
 * @param targets a decision for each label that occurs in the ground truth
 * @throws HomegroundError `labels/map-overlap` when two ground-truth labels claim parts of one
 *   merged class, `labels/map-bad` for a target that is no label of the model
 */
export function createTruthMap(modelLabels: LabelSet, targets: LabelMap): TruthMap {
  const merged = mergedNames(modelLabels, targets);
  const classNames = modelLabels.names.map((name) => merged.get(name) ?? name);
  const known = new Set(classNames);
  const nameOf = new Map<string, string>();
  const ignored = new Set<string>();
  for (const [label, target] of targets) {
    if (target.kind === "ignore") ignored.add(label);
    else if (target.kind === "outside") nameOf.set(label, nameOutside(label, known));
    else nameOf.set(label, merged.get(target.labels[0]!) ?? target.labels[0]!);
  }
  const truthNames = [...new Set(nameOf.values())].sort();
  const indexOf = new Map(truthNames.map((name, i) => [name, i]));
  return {
    truthNames,
    classNames,
    classOf: (label) => indexOf.get(nameOf.get(label) ?? "") ?? -1,
    isIgnored: (label) => ignored.has(label),
  };
}

/** Class name of the model labels that are merged. */
function mergedNames(modelLabels: LabelSet, targets: LabelMap): Map<string, string> {
  const merged = new Map<string, string>();
  for (const label of [...targets.keys()].sort()) {
    const target = targets.get(label)!;
    if (target.kind !== "model-labels") continue;
    for (const name of target.labels) {
      if (!modelLabels.indexOf.has(name)) {
        throw new HomegroundError("labels/map-bad", {
          what: `${JSON.stringify(label)} is mapped to ${JSON.stringify(name)}, which is no label of the model`,
          where: "label map",
          fix: "Name one of the model's labels, or outside or ignore",
        });
      }
      if (target.labels.length === 1) continue;
      const other = merged.get(name);
      if (other !== undefined) throw overlap(label, other, name);
      merged.set(name, label);
    }
  }
  for (const [label, target] of targets) {
    if (target.kind !== "model-labels" || target.labels.length > 1) continue;
    const other = merged.get(target.labels[0]!);
    if (other !== undefined && other !== label) throw overlap(label, other, target.labels[0]!);
  }
  return merged;
}

function overlap(label: string, other: string, name: string): HomegroundError {
  return new HomegroundError("labels/map-overlap", {
    what: `${JSON.stringify(label)} and ${JSON.stringify(other)} both stand for the model's ${JSON.stringify(name)}, and not for the same of its labels`,
    where: "label map",
    fix: "Give both the same list of the model's labels, or different ones",
  });
}

/** A name for a class outside the model's, also where the model has a class of that name. */
function nameOutside(label: string, known: ReadonlySet<string>): string {
  let name = label;
  while (known.has(name)) name = `${name} (outside)`;
  return name;
}
