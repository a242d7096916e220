import { isRecord } from "../../formats/json/json-values.js";
import { createConfigReader } from "./config-reader.js";

/** Filters by Pillow's numbers. */
const RESAMPLE: Readonly<Record<string, number>> = {
  nearest: 0,
  lanczos: 1,
  bilinear: 2,
  bicubic: 3,
  box: 4,
};

/**
 * What timm's `config.json` (`pretrained_cfg`) says of the input, as the preprocessor of Hugging Face that does the
 * same: the shorter side is resized to ⌊size / crop_pct⌋, then the centre is cut out. Where it is silent, timm's own
 * defaults hold (timm/data/config.py, resolve_data_config; transforms_factory.py, transforms_imagenet_eval).
 *
 * @returns null where the configuration is none of timm's, or cuts in another way
 */
export function timmPreprocessor(config: unknown): unknown {
  const given = isRecord(config) ? config["pretrained_cfg"] : undefined;
  if (!isRecord(given)) return null;
  const timm = createConfigReader(given);
  const [, height, width] = timm.numbers("input_size") ?? [];
  const share = timm.number("crop_pct", 0.875);
  const mode = timm.text("crop_mode") ?? "center";
  const resample = RESAMPLE[timm.text("interpolation") ?? "bicubic"];
  if (height === undefined || width === undefined || resample === undefined) return null;
  const isWhole = mode === "squash" && share === 1;
  if (!(share > 0) || !(mode === "center" || isWhole)) return null;
  return {
    said_by: "pretrained_cfg in config.json, timm's",
    resample,
    rescale_factor: 1 / 255,
    image_mean: timm.numbers("mean"),
    image_std: timm.numbers("std"),
    ...(isWhole
      ? { size: { height, width } }
      : {
          size: { shortest_edge: Math.floor(Math.min(height, width) / share) },
          do_center_crop: true,
          crop_size: { height, width },
        }),
  };
}

/** Names of timm's classes, in the order of the outputs; empty where it does not say them. */
export function timmLabels(config: unknown): readonly string[] {
  const whole = createConfigReader(config);
  const own = isRecord(config) ? createConfigReader(config["pretrained_cfg"]) : whole;
  const names = whole.texts("label_names");
  return names.length > 0 ? names : own.texts("label_names");
}
