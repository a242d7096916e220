import { type LabelMap, resolveLabels } from "../models/label-map.js";
import {
  AUTO_ACCEPTS,
  type SuggestionOptions,
  suggestLabels,
} from "../models/label-suggestions.js";

/** What is known before anybody decides what the labels of the ground truth are to the model. */
export interface OpenNames {
  /** What is decided. */
  readonly map: LabelMap;
  /** Labels that somebody has to decide on. */
  readonly unmapped: readonly string[];
  readonly suggestions: ReturnType<typeof suggestLabels>;
}

export interface NamesGiven {
  /** A label map; `auto` takes suggestions that cannot be wrong; null for neither. */
  readonly map: LabelMap | "auto" | null;
  /**
   * Whether `modelLabels` are only those that the predictions answer: then a label that is like none
   * of them is one that was never answered, and no question, as long as some other label was.
   */
  readonly onlyAnswered: boolean;
  /** Places of labels in a taxonomy, where files say them. */
  readonly taxa: SuggestionOptions;
  /** What the task takes labels for that nobody decided; absent: nothing. */
  readonly assumed?: ((truth: readonly string[], model: readonly string[]) => LabelMap) | undefined;
}

const NO_SUGGESTIONS: OpenNames["suggestions"] = new Map();

/** What the labels of the ground truth are to the model: the map's word, else equal names. */
export function decideNames(
  truthLabels: readonly string[],
  modelLabels: readonly string[],
  { map, onlyAnswered, taxa, assumed }: NamesGiven,
): OpenNames {
  // Comparing every label with every other is work: only those that are open are compared.
  const known = new Set(modelLabels);
  const open = truthLabels.filter((label) => !known.has(label));
  const suggestions = open.length === 0 ? NO_SUGGESTIONS : suggestLabels(open, modelLabels, taxa);
  const said = map === "auto" ? certain(suggestions) : (map ?? new Map());
  const given: LabelMap = new Map([...(assumed?.(truthLabels, modelLabels) ?? []), ...said]);
  const resolved = resolveLabels(truthLabels, modelLabels, given);
  // Where no label at all was answered, it is the names that differ: class numbers, another language.
  const isOneAnswered = [...resolved.map.values()].some(({ kind }) => kind === "model-labels");
  const neverAnswered =
    onlyAnswered && isOneAnswered
      ? resolved.unmapped.filter((label) => !suggestions.has(label))
      : [];
  const decided: LabelMap = new Map([
    ...resolved.map,
    ...neverAnswered.map((label) => [label, { kind: "outside" }] as const),
  ]);
  return {
    map: decided,
    unmapped: resolved.unmapped.filter((label) => !decided.has(label)),
    suggestions,
  };
}

function certain(suggestions: OpenNames["suggestions"]): LabelMap {
  return new Map(
    [...suggestions].flatMap(([label, [best]]) =>
      best !== undefined && AUTO_ACCEPTS.includes(best.likeness)
        ? [[label, { kind: "model-labels", labels: best.modelLabels }] as const]
        : [],
    ),
  );
}
