import { HomegroundError } from "../core/errors.js";
import { parseJson } from "../core/parse-json.js";
import { isRecord } from "../formats/json/json-values.js";

/** What a label of the ground truth is to the model. */
export type LabelTarget =
  /** These labels of the model; several are one class whose probabilities are summed. */
  | { readonly kind: "model-labels"; readonly labels: readonly string[] }
  /** Something that the model does not know: its images stay, and every prediction is wrong. */
  | { readonly kind: "outside" }
  /** Not part of this evaluation: its images are listed and not scored. */
  | { readonly kind: "ignore" };

/** A decision for labels of the ground truth. */
export type LabelMap = ReadonlyMap<string, LabelTarget>;

/** Value of `schema` in a label-map file. */
export const LABEL_MAP_SCHEMA = "homeground.label-map/1";

/**
 * Reads a label-map file: `{"schema": "homeground.label-map/1", "labels": {…}}`, or the object of
 * labels alone. Each label of the ground truth has the name of a label of the model, a list of such
 * names, `"outside"`, `"ignore"`, or `null` for not decided yet, which is left out of the result. A
 * label of the model that is itself named outside or ignore is written as a list of one.
 *
 * Keys `modelLabels`, `suggestions` and `examples` of a template are for the reader and mean nothing.
 *
 * @param source name of the file, for messages
 * @throws HomegroundError `input/not-json`, `labels/map-bad`
 */
export function parseLabelMap(text: string, source: string): LabelMap {
  const data = parseJson(text, source, "Save the label map as JSON");
  if (!isRecord(data)) throw badMap(source, "expected an object of labels");
  const map = new Map<string, LabelTarget>();
  for (const [label, value] of Object.entries(labelsOf(data, source))) {
    const where = `${source}, label ${JSON.stringify(label)}`;
    if (value === null) continue;
    if (value === "outside" || value === "ignore") map.set(label, { kind: value });
    else if (typeof value === "string") map.set(label, { kind: "model-labels", labels: [value] });
    else if (!Array.isArray(value) || value.length === 0) {
      throw badMap(where, "expected a name, a list of names, outside, ignore or null");
    } else {
      const labels: string[] = [];
      for (const name of value) {
        if (typeof name !== "string") throw badMap(where, "expected names in the list");
        if (!labels.includes(name)) labels.push(name);
      }
      map.set(label, { kind: "model-labels", labels });
    }
  }
  return map;
}

function labelsOf(data: Record<string, unknown>, source: string): Record<string, unknown> {
  if (!Object.hasOwn(data, "schema")) return data;
  if (data["schema"] !== LABEL_MAP_SCHEMA) {
    throw badMap(source, `schema is ${JSON.stringify(data["schema"])}, not ${LABEL_MAP_SCHEMA}`);
  }
  const known = ["schema", "labels", "modelLabels", "suggestions", "examples"];
  const unknown = Object.keys(data).find((key) => !known.includes(key));
  if (unknown !== undefined) throw badMap(source, `unknown key ${JSON.stringify(unknown)}`);
  const labels = data["labels"];
  if (!isRecord(labels)) throw badMap(source, "labels is not an object");
  return labels;
}

function badMap(where: string, what: string): HomegroundError {
  return new HomegroundError("labels/map-bad", {
    what,
    where,
    fix: `Write {"schema": "${LABEL_MAP_SCHEMA}", "labels": {"your label": "model's label"}}`,
  });
}

/** A label map as a file that {@link parseLabelMap} reads back; labels in code-unit order. */
export function formatLabelMap(map: LabelMap): string {
  const labels = [...map.keys()]
    .sort()
    .map((label) => [label, fileValue(map.get(label)!)] as const);
  const file = { schema: LABEL_MAP_SCHEMA, labels: Object.fromEntries(labels) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function fileValue(target: LabelTarget): string | readonly string[] {
  if (target.kind !== "model-labels") return target.kind;
  const [only] = target.labels;
  const isPlain = target.labels.length === 1 && only !== "outside" && only !== "ignore";
  return isPlain && only !== undefined ? only : target.labels;
}

/** The decisions that hold, and the labels for which there is none. */
export interface ResolvedLabels {
  readonly map: LabelMap;
  /** Labels of the ground truth without a decision, in code-unit order; they block a run. */
  readonly unmapped: readonly string[];
}

/**
 * The decision for every label of the ground truth: the map's where it has one, otherwise the label
 * of the model with the very same name.
 *
 * @param truthLabels labels that occur in the ground truth; those that the map alone has are left out
 * @throws HomegroundError `labels/map-bad` for a target that is no label of the model
 */
export function resolveLabels(
  truthLabels: readonly string[],
  modelLabels: readonly string[],
  given: LabelMap = new Map(),
): ResolvedLabels {
  const known = new Set(modelLabels);
  const map = new Map<string, LabelTarget>();
  const unmapped: string[] = [];
  for (const label of [...new Set(truthLabels)].sort()) {
    const target = given.get(label);
    if (target !== undefined) map.set(label, checkedTarget(label, target, known));
    else if (known.has(label)) map.set(label, { kind: "model-labels", labels: [label] });
    else unmapped.push(label);
  }
  return { map, unmapped };
}

function checkedTarget(
  label: string,
  target: LabelTarget,
  known: ReadonlySet<string>,
): LabelTarget {
  if (target.kind !== "model-labels") return target;
  const stranger = target.labels.find((name) => !known.has(name));
  if (stranger === undefined) return target;
  throw new HomegroundError("labels/map-bad", {
    what: `${JSON.stringify(label)} is mapped to ${JSON.stringify(stranger)}, which is no label of the model`,
    where: "label map",
    fix: "Name one of the model's labels, or outside or ignore",
  });
}
