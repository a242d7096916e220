import type { Tensor } from "../inference-runtime.js";
import { firstOfBatch } from "./output-values.js";

/** Takes the features of an image out of what a run of the model gave; null where they are none. */
export type FeatureReader = (outputs: ReadonlyMap<string, Tensor>) => Float32Array | null;

/**
 * Features that a value of the model holds: a vector an image as it is, maps (channels first) by their means. Anything
 * else, and numbers that are not finite, are no features; the answer to the image is none the worse for it.
 *
 * @param name of the value
 * @param batch images in each run of the model; the features are the first one's
 */
export function featureReader(name: string, batch: number, model: string): FeatureReader {
  const place = { model, output: name };
  return (outputs) => {
    const tensor = outputs.get(name);
    const features =
      tensor === undefined ? null : vectorOf(tensor, firstOfBatch(tensor, batch, place));
    return features?.every(Number.isFinite) === true ? Float32Array.from(features) : null;
  };
}

function vectorOf({ shape }: Tensor, values: Float64Array): Float64Array | null {
  const [, ...sizes] = shape;
  if (sizes.filter((size) => size !== 1).length <= 1) return values;
  if (sizes.length !== 3) return null;
  const [channels, height, width] = sizes as [number, number, number];
  const means = new Float64Array(channels);
  const positions = height * width;
  for (let i = 0; i < values.length; i++)
    means[Math.floor(i / positions)]! += values[i]! / positions;
  return means;
}
