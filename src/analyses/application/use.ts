import type { EvaluateRequest } from "../../evaluation/request.js";
import type { Binary } from "./binary.js";
import type { Extent } from "./extent.js";
import type { Field } from "./field.js";
import type { Found } from "./measured.js";

/** Who asks for a use: the report has its figures together. */
export const AREAS = ["field", "clinic", "line", "outline"] as const;
export type Area = (typeof AREAS)[number];

/** What uses are made from. A code stands for what is not there. */
export interface Scene {
  readonly field: Field | string;
  readonly binary: Binary | string;
  /** Null where no pixels are labelled. */
  readonly extent: Extent | string | null;
  readonly request: Pick<
    EvaluateRequest,
    "level" | "interval" | "seed" | "prevalence" | "costMiss" | "costFalseAlarm" | "gapMinutes"
  >;
}

/** What figures lead to where a model is used: everything about one kind of it. */
export interface Use {
  readonly id: string;
  readonly area: Area;
  /** The figures that it tells, each of which is in `words.ts`. */
  readonly figures: readonly string[];
  find(scene: Scene): readonly Found[];
}

/** A use of the field: with what it needs of it, else why there is none. */
export function ofField(
  use: Omit<Use, "area" | "find"> & {
    find(field: Field, request: Scene["request"]): readonly Found[];
  },
): Use {
  return {
    ...use,
    area: "field",
    find: ({ field, request }) =>
      typeof field === "string" ? allLeft(use.figures, field) : use.find(field, request),
  };
}

/** A use of one question with two answers. */
export function ofQuestion(
  area: Area,
  use: Omit<Use, "area" | "find"> & {
    find(binary: Binary, request: Scene["request"]): readonly Found[];
  },
): Use {
  return {
    ...use,
    area,
    find: ({ binary, request }) =>
      typeof binary === "string" ? allLeft(use.figures, binary) : use.find(binary, request),
  };
}

export function allLeft(figures: readonly string[], code: string): readonly Found[] {
  return figures.map((figure) => ({ figure, code }));
}
