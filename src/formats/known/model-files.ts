import type { JsonHead } from "../json/json-head.js";
import type { KnownFormat } from "./known-format.js";

/**
 * Whether JSON is the card of a model: the mark of one, or the keys that say how images are prepared
 * beside labels or an output.
 */
export function isModelCard({ isList, keys }: JsonHead): boolean {
  if (isList) return false;
  return (
    (keys.has("card") && (keys.has("input") || keys.has("labels"))) ||
    (keys.has("input") && keys.has("labels") && (keys.has("output") || keys.has("task")))
  );
}

/** Whether JSON is what Hugging Face and timm keep beside a model: its configuration, or that of its images. */
export function isModelConfig({ isList, keys }: JsonHead): boolean {
  if (isList) return false;
  const has = (...names: readonly string[]): boolean => names.every((name) => keys.has(name));
  return (
    has("architectures", "model_type") ||
    has("id2label", "label2id") ||
    has("architecture", "pretrained_cfg") ||
    ["image_processor_type", "feature_extractor_type", "image_mean"].some((name) => keys.has(name))
  );
}

export const modelCard: KnownFormat = {
  name: "Homeground's model cards",
  what: "this is the card of a model, not labels",
  isIt: ({ json }) => json !== null && isModelCard(json),
  instead: "It says how the model reads images, and nothing of any image: give a file of labels",
};

export const modelConfig: KnownFormat = {
  name: "Hugging Face's and timm's configurations",
  what: "this is the configuration of a model, not labels",
  isIt: ({ json }) => json !== null && isModelConfig(json),
  instead: "It says what the model is, and nothing of any image: give a file of labels",
};
