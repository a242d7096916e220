import { SHAPE_FORM } from "../../../src/core/objects.js";
import type { ObjectPredictions } from "../../../src/formats/objects/object-types.js";

/** A detection as a test writes it. */
export interface Seen {
  readonly file: string;
  readonly label: string;
  readonly score: number;
  readonly box: readonly number[];
  readonly parts?: readonly (readonly number[])[];
}

/** Detections in the order of the file, for readable expectations. */
export function detectionsOf(read: ObjectPredictions): Seen[] {
  const { objects, file, labelNames } = read;
  return Array.from({ length: objects.count }, (_, i) => {
    const { shapes } = objects;
    const parts: number[][] = [];
    if (shapes !== undefined && shapes.form[i] !== SHAPE_FORM.none) {
      for (let p = shapes.partStart[i]!; p < shapes.partStart[i + 1]!; p++) {
        parts.push([...shapes.values.subarray(shapes.valueStart[p], shapes.valueStart[p + 1])]);
      }
    }
    return {
      file: file[objects.image[i]!] ?? "?",
      label: labelNames[objects.label[i]!] ?? "?",
      score: objects.score[i]!,
      box: [...objects.box.subarray(4 * i, 4 * i + 4)],
      ...(parts.length > 0 ? { parts } : {}),
    };
  });
}

export const codes = ({ problems }: Pick<ObjectPredictions, "problems">): string[] =>
  problems.map(({ code }) => code);
