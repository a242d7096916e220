import type { ObjectSet } from "./object-set.js";
import type { PaddedInput } from "./object-types.js";
import { withPlaces } from "./select-set.js";

/** A box in fractions of a padded input as a box in pixels of the image; in place. */
export function fromPaddedInput(
  box: Float64Array,
  at: number,
  input: PaddedInput,
  widthPx: number,
  heightPx: number,
): void {
  for (let k = 0; k < 4; k++) {
    box[at + k] = onImage(box[at + k]!, k % 2 === 0 ? 0 : 1, k >= 2, input, [widthPx, heightPx]);
  }
}

/** A set whose boxes and polygons are fractions of a padded input, in pixels of its images. */
export function outOfPadding(set: ObjectSet, input: PaddedInput): ObjectSet {
  const { paddedInput: _, ...rest } = set;
  return withPlaces(rest, "pixel", (value, axis, isLength, size) =>
    onImage(value, axis, isLength, input, size),
  );
}

/** @param axis 0 of what is across, 1 of what is down */
function onImage(
  value: number,
  axis: 0 | 1,
  isLength: boolean,
  { size, isCentred }: PaddedInput,
  image: readonly [width: number, height: number],
): number {
  const input = size ?? [1, 1];
  const scale = Math.min(input[0] / image[0], input[1] / image[1]);
  const before = isLength || !isCentred ? 0 : (input[axis] - image[axis] * scale) / 2;
  return (value * input[axis] - before) / scale;
}
