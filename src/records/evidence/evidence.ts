import { createGrowingInts } from "../../core/growing-columns.js";
import { type Column, createCategoricalBuilder, type Table } from "../../core/table.js";
import { EMPTY_LABEL } from "../../dataset/image-set.js";
import { areLabelSets } from "../../dataset/label-rules.js";
import { columnOfSpacings } from "../../evaluation/mask-join.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { taskOf } from "../../tasks/registry.js";
import { type ManifestLine, SCORED } from "../record/manifest.js";
import { createEvidenceMasks, type EvidenceMasks } from "./evidence-masks.js";
import { createEvidenceObjects, type EvidenceObjects } from "./evidence-objects.js";
import { createGrowingAttributes } from "./growing-attributes.js";

/** What the lines of a manifest say of the scored images, as columns in their order. */
export interface Evidence {
  /** Name of each scored image; its place among them where names are withheld. */
  readonly name: readonly string[];
  /** Every label that a line names, scored or listed, in code-unit order. */
  readonly labels: readonly string[];
  /** Labels of image i are `labelIndex[labelStart[i] … labelStart[i + 1] − 1]`, indices into `labels`. */
  readonly labelStart: Int32Array;
  readonly labelIndex: Int32Array;
  /**
   * `sequence` and the cluster attribute, where lines have them: what images belong together; of masks the
   * column of spacings.
   */
  readonly groups: Table;
  /** Attributes, with width and height in pixels. */
  readonly attributes: Table;
  /** Annotated objects, whose labels are indices into `labels`; null for tasks of whole images. */
  readonly objects: EvidenceObjects | null;
  /** True masks, whose labels are indices into `labels`; null for tasks without. */
  readonly masks: EvidenceMasks | null;
  /** Attributes with values of two kinds, and the first line that shows it. */
  readonly mixed: ReadonlyMap<string, number>;
}

export interface EvidenceBuilder {
  add(line: ManifestLine, number: number): void;
  finish(): Evidence;
}

/**
 * Gathers a manifest for the evaluation.
 *
 * @param request says what an image without any label is, and the cluster attribute
 */
export function createEvidence(
  request: Pick<EvaluateRequest, "task" | "noAnnotation" | "severalLabels" | "cluster" | "spacing">,
): EvidenceBuilder {
  const codeOf = new Map<string, number>();
  const start = createGrowingInts();
  const index = createGrowingInts();
  const name: string[] = [];
  const sequence = createCategoricalBuilder();
  const cluster = createCategoricalBuilder();
  const seen = { sequence: false, cluster: false };
  const attributes = createGrowingAttributes();
  const task = taskOf(request.task);
  const objects =
    task.truth === "objects" ? createEvidenceObjects(task.hasOutlines === true) : null;
  const masks = task.truth === "masks" ? createEvidenceMasks() : null;
  const spacings = columnOfSpacings(request.spacing);
  const spacing = createCategoricalBuilder();
  const mixed = new Map<string, number>();
  const code = (label: string): number => {
    const known = codeOf.get(label);
    if (known !== undefined) return known;
    codeOf.set(label, codeOf.size);
    return codeOf.size - 1;
  };
  start.push(0);

  return {
    add(line, number) {
      const labels = labelsCounted(line.labels, request);
      if (line.status !== SCORED) {
        for (const label of labels) code(label);
        return;
      }
      for (const label of labels) index.push(code(label));
      start.push(index.length);
      objects?.add(line, code);
      masks?.add(line, code);
      spacing.add(line.mask?.spacing?.join(",") ?? null);
      name.push(line.image ?? `image ${name.length + 1}`);
      sequence.add(line.sequence);
      cluster.add(line.cluster === null ? null : String(line.cluster));
      seen.sequence ||= line.sequence !== null;
      seen.cluster ||= line.cluster !== null;
      for (const odd of attributes.add(withSize(line))) {
        if (!mixed.has(odd)) mixed.set(odd, number);
      }
    },
    finish() {
      const names = [...codeOf.keys()].sort();
      const place = new Map(names.map((label, k) => [label, k]));
      const placeOfCode = Int32Array.from(codeOf.keys(), (label) => place.get(label)!);
      const found = objects?.finish() ?? null;
      const groups = new Map<string, Column>();
      if (seen.sequence) groups.set("sequence", sequence.finish());
      if (spacings !== null) groups.set(spacings, spacing.finish());
      if (request.cluster !== null) groups.set(request.cluster, cluster.finish());
      return {
        name,
        labels: names,
        labelStart: start.finish(),
        labelIndex: index.finish().map((k) => placeOfCode[k]!),
        groups: { rowCount: name.length, columns: groups },
        attributes: { rowCount: name.length, columns: attributes.finish() },
        objects: found && { ...found, label: found.label.map((k) => placeOfCode[k]!) },
        masks: masks?.finish(placeOfCode) ?? null,
        mixed,
      };
    },
  };
}

/** Labels as they count: an image stated empty has the empty label, unless labels are sets. */
export function labelsCounted(
  labels: readonly string[] | null,
  { noAnnotation, severalLabels }: Pick<EvaluateRequest, "noAnnotation" | "severalLabels">,
): readonly string[] {
  const isEmpty = labels === null ? noAnnotation === "empty" : labels.length === 0;
  if (isEmpty && !areLabelSets({ severalLabels })) return [EMPTY_LABEL];
  return labels ?? [];
}

/** The size is an attribute like others, where none is called so. */
function withSize({ attributes, widthPx, heightPx }: ManifestLine) {
  if (widthPx === null || heightPx === null) return attributes;
  return { width: widthPx, height: heightPx, ...attributes };
}
