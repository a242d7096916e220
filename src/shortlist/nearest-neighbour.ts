import type { LabelledFeatures, PreparedMeasure } from "./labelled-features.js";

/**
 * Share of images whose k nearest neighbours (Euclidean, without the image itself) have its class by
 * majority. Of equal votes the first class counts, of equal distances the first image.
 *
 * @param k at least 1; all others where there are fewer
 */
export function nearestNeighbour(
  { features, classes, classCount }: LabelledFeatures,
  k = 1,
): PreparedMeasure {
  const { count, width, values } = features;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      let square = 0;
      for (let d = 0; d < width; d++) {
        square += (values[i * width + d]! - values[j * width + d]!) ** 2;
      }
      distances[i * count + j] = square;
      distances[j * count + i] = square;
    }
  }
  const neighbours = Array.from({ length: count }, (_, i) => {
    const others = Uint16Array.from({ length: count }, (_, j) => j).filter((j) => j !== i);
    const row = distances.subarray(i * count, (i + 1) * count);
    return others.sort((a, b) => row[a]! - row[b]! || a - b);
  });
  const isIn = new Uint8Array(count);
  const votes = new Int32Array(classCount);
  return (images) => {
    if (images.length < 2) return null;
    isIn.fill(0);
    for (const image of images) isIn[image] = 1;
    let right = 0;
    for (const i of images) {
      votes.fill(0);
      let asked = 0;
      for (const j of neighbours[i]!) {
        if (isIn[j] === 0) continue;
        votes[classes[j]!]!++;
        if (++asked === k) break;
      }
      let answer = 0;
      for (let c = 1; c < classCount; c++) if (votes[c]! > votes[answer]!) answer = c;
      if (answer === classes[i]) right++;
    }
    return right / images.length;
  };
}
