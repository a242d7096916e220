import type { OnnxInspection } from "../onnx/onnx-inspect.js";
import type { ModelCard } from "./card-types.js";

/** Where a model's features are: as its card says, else what its last layer with weights takes. */
export interface FeatureValue {
  readonly value: string;
  /** Whether the file told it, and not the card. */
  readonly isTold: boolean;
}

/** Null where nothing tells it. */
export function featureValue({
  card,
  model,
}: {
  readonly card: Pick<ModelCard, "features">;
  readonly model: { readonly inspection: Pick<OnnxInspection, "outputs"> };
}): FeatureValue | null {
  if (card.features !== null) return { value: card.features, isTold: false };
  const [told] = model.inspection.outputs.flatMap(({ lastTakes }) =>
    lastTakes === "" ? [] : [lastTakes],
  );
  return told === undefined ? null : { value: told, isTold: true };
}
