import { isRecord } from "../../formats/json/json-values.js";
import { type ConfigReader, createConfigReader } from "./config-reader.js";

/**
 * What timm's `config.json` (`pretrained_cfg`) says of the input, as the preprocessor of Hugging Face that does the
 * same: the shorter side is resized to ⌊size / crop_pct⌋, then the centre is cut out. Where it is silent, timm's own
 * defaults hold (timm/data/config.py, resolve_data_config; transforms_factory.py, transforms_imagenet_eval).
 *
 * @param config parsed `config.json`, or a `preprocessor_config.json` of the same content
 * @returns null where the configuration is none of timm's
 */
export function timmPreprocessor(config: unknown): unknown {
  const given = ownOf(config);
  if (given === null) return null;
  const timm = createConfigReader(given);
  const [, height, width] = timm.numbers("input_size") ?? [];
  if (height === undefined || width === undefined) return null;
  return {
    said_by: "pretrained_cfg in config.json, timm's",
    resample: timm.text("interpolation") ?? "bicubic",
    rescale_factor: 1 / 255,
    image_mean: timm.numbers("mean"),
    image_std: timm.numbers("std"),
    do_flip_channel_order: false,
    ...fitOf(timm, height, width),
  };
}

/** Nothing of ways to cut that are not known. */
function fitOf(timm: ConfigReader, height: number, width: number): object {
  const share = timm.number("crop_pct", 0.875);
  const mode = timm.text("crop_mode") ?? "center";
  const frame = { height, width };
  if (!(share > 0) || !(mode === "center" || mode === "squash")) {
    return { crop_size: frame, do_center_crop: true, crop_mode: mode };
  }
  const cut = { do_center_crop: true, crop_size: frame };
  if (mode === "center") {
    return { ...cut, size: { shortest_edge: Math.floor(Math.min(height, width) / share) } };
  }
  const size = { height: Math.floor(height / share), width: Math.floor(width / share) };
  return { ...cut, size };
}

/** Names of timm's classes, in the order of the outputs; empty where it does not say them. */
export function timmLabels(config: unknown): readonly string[] {
  for (const of of [config, ownOf(config)]) {
    const reader = createConfigReader(of);
    const names = reader.numbered("label_names") ?? reader.numbered("labels");
    if (names !== null) return names;
  }
  return [];
}

/** The part that describes the input; of old files all of it. */
function ownOf(config: unknown): Readonly<Record<string, unknown>> | null {
  if (!isRecord(config)) return null;
  const own = config["pretrained_cfg"];
  if (isRecord(own)) return own;
  return typeof config["architecture"] === "string" && "input_size" in config ? config : null;
}
