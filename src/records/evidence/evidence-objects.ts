import { createGrowingFloats, createGrowingInts } from "../../core/growing-columns.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import type { TruthMap } from "../../dataset/truth-map.js";
import { boxRules } from "../../evaluation/detection/box-rules.js";
import { parseThresholdGoal } from "../../evaluation/detection/chosen-threshold.js";
import { detectionClasses } from "../../tasks/detection/detection-classes.js";
import type { DetectionJoin } from "../../tasks/detection/detection-join.js";
import type { ManifestLine } from "../record/manifest.js";
import type { DetectionSettings } from "./record-settings.js";

/** Annotated objects of the scored lines of a manifest, as columns in their order. */
export interface EvidenceObjects {
  /** Place of the image among the scored ones. */
  readonly image: Int32Array;
  /** Number of the label. */
  readonly label: Int32Array;
  readonly box: Float64Array;
  readonly area: Float64Array;
  /** `OBJECT_FLAG` bits. */
  readonly flags: Int32Array;
  /** Of each scored image; NaN where the line does not say it. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

export interface EvidenceObjectsBuilder {
  /** The next scored line. */
  add(line: ManifestLine, codeOf: (label: string) => number): void;
  finish(): EvidenceObjects;
}

export function createEvidenceObjects(): EvidenceObjectsBuilder {
  const [image, label, flags] = [createGrowingInts(), createGrowingInts(), createGrowingInts()];
  const [box, area] = [createGrowingFloats(), createGrowingFloats()];
  const [widthPx, heightPx] = [createGrowingFloats(), createGrowingFloats()];
  return {
    add(line, codeOf) {
      const at = widthPx.length;
      widthPx.push(line.widthPx ?? Number.NaN);
      heightPx.push(line.heightPx ?? Number.NaN);
      for (const object of line.objects ?? []) {
        image.push(at);
        label.push(codeOf(object.label));
        for (const value of object.box) box.push(value);
        area.push(object.area);
        flags.push(
          (object.crowd ? OBJECT_FLAG.crowd : 0) | (object.ignored ? OBJECT_FLAG.ignored : 0),
        );
      }
    },
    finish: () => ({
      image: image.finish(),
      label: label.finish(),
      flags: flags.finish(),
      box: box.finish(),
      area: area.finish(),
      widthPx: widthPx.finish(),
      heightPx: heightPx.finish(),
    }),
  };
}

/**
 * The objects as the evaluation matches them.
 *
 * @param labelNames of the labels of the objects
 */
export function detectionOf(
  objects: EvidenceObjects,
  labelNames: readonly string[],
  map: TruthMap,
  { operatingPoint, thresholdFor, boxUnit }: DetectionSettings,
): DetectionJoin {
  const classes = detectionClasses(map);
  const classOf = Int32Array.from(labelNames, (label) => classes.ofLabel(label));
  const isIgnored = labelNames.map((label) => map.isIgnored(label));
  const kept = Int32Array.from(objects.label.keys()).filter(
    (i) => classOf[objects.label[i]!]! >= 0,
  );
  const box = new Float64Array(kept.length * 4);
  for (const [at, i] of kept.entries()) box.set(objects.box.subarray(i * 4, i * 4 + 4), at * 4);
  const { widthPx, heightPx } = objects;
  const frame = { unit: boxUnit, sizes: { widthPx, heightPx } };
  return {
    truth: {
      objects: {
        count: kept.length,
        image: kept.map((i) => objects.image[i]!),
        label: kept.map((i) => classOf[objects.label[i]!]!),
        box,
        area: Float64Array.from(kept, (i) => objects.area[i]!),
        flags: Uint8Array.from(
          kept,
          (i) => objects.flags[i]! | (isIgnored[objects.label[i]!] ? OBJECT_FLAG.ignored : 0),
        ),
      },
      searched: null,
      notes: [],
    },
    classes,
    frame,
    rules: boxRules(frame),
    threshold: operatingPoint,
    goal: thresholdFor === null ? null : parseThresholdGoal(thresholdFor),
  };
}
