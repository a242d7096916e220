import { selectRows } from "../../core/table.js";
import { type ClassificationOutcomes, haveOneLabel } from "../../outcomes/classification-types.js";
import { selectUnits } from "../../outcomes/select-units.js";
import type { ClaimUnits, LocalClasses } from "./claim-record.js";

/** The units of a record as they count here. */
export interface UnitsHere {
  readonly units: ClaimUnits & { readonly outcomes: ClassificationOutcomes };
  /** Name here of each class of the record. */
  readonly nameOf: (label: string) => string;
  /** Classes, as named here, that units of the record are of. */
  readonly kept: readonly string[];
  /** Names here for which several classes of the record stand. */
  readonly merged: readonly string[];
  /** Whether there are fewer units or classes than in the record. */
  readonly changed: boolean;
}

/**
 * Brings the units of a record to the classes of an evaluation: classes that are one here are one,
 * and units of classes that no unit here is of are left out. What the model answered stays.
 *
 * Merged classes have no scores: those of their parts are not known.
 *
 * @returns null where the record does not classify
 */
export function unitsHere(units: ClaimUnits, here: LocalClasses): UnitsHere | null {
  const { outcomes } = units;
  if (!haveOneLabel(outcomes)) return null;
  const nameOf = (label: string): string => here.nameOf.get(label) ?? label;
  const names = [...new Set(outcomes.classes.map(nameOf))];
  const place = Int32Array.from(outcomes.classes, (label) => names.indexOf(nameOf(label)));
  const isMerged = names.length < outcomes.classes.length;
  const occurs = new Uint8Array(names.length);
  for (const k of outcomes.truth) occurs[place[k]!] = 1;
  const kept = names.filter((name, k) => occurs[k] === 1 && here.present.has(name));
  const isKept = Uint8Array.from(names, (name) => (here.present.has(name) ? 1 : 0));
  const rows = Int32Array.from(outcomes.truth.keys()).filter(
    (i) => isKept[place[outcomes.truth[i]!]!] === 1,
  );
  const changed = isMerged || rows.length < outcomes.unitCount;
  const selected = rows.length < outcomes.unitCount ? selectUnits(outcomes, rows) : outcomes;
  const renamed: ClassificationOutcomes = {
    ...selected,
    classes: names,
    truth: selected.truth.map((k) => place[k]!),
    predicted: selected.predicted.map((k) => place[k]!),
    scores: isMerged ? null : selected.scores,
    modelClassCount: new Set(outcomes.classes.slice(0, outcomes.modelClassCount).map(nameOf)).size,
  };
  const { attributes } = units;
  return {
    units: {
      ...units,
      outcomes: renamed,
      attributes: attributes === null || !changed ? attributes : selectRows(attributes, rows),
    },
    nameOf,
    kept,
    changed,
    merged: names.filter((_, at) => place.filter((k) => k === at).length > 1),
  };
}
