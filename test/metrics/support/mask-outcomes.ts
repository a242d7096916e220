import type { MaskOutcomes } from "../../../src/outcomes/segmentation/mask-outcomes.js";

/** Outcomes of masks given as texts of digits, an image each. */
export function maskOutcomes(
  pairs: readonly (readonly [truth: string, predicted: string])[],
  classes: readonly string[],
  background = 0,
): MaskOutcomes {
  const K = classes.length;
  const columns = { pixels: [], truth: [], predicted: [], shared: [] } as Record<string, number[]>;
  const digits = (text: string) => Int16Array.from(text, (digit) => (digit === "-" ? -1 : +digit));
  for (const [truth, predicted] of pairs) {
    const own = digits(truth);
    const answer = digits(predicted);
    const counted = [...own.keys()].filter((i) => own[i]! >= 0);
    columns["pixels"]!.push(counted.length);
    for (let k = 0; k < K; k++) {
      columns["truth"]!.push(counted.filter((i) => own[i] === k).length);
      columns["predicted"]!.push(counted.filter((i) => answer[i] === k).length);
      columns["shared"]!.push(counted.filter((i) => own[i] === k && answer[i] === k).length);
    }
  }
  const column = (name: string) => Float64Array.from(columns[name]!);
  return {
    kind: "semantic-segmentation",
    unitCount: pairs.length,
    unit: "image",
    classes,
    background,
    pixels: column("pixels"),
    truth: column("truth"),
    predicted: column("predicted"),
    shared: column("shared"),
    hd95: new Float64Array(pairs.length * K).fill(Number.NaN),
    assd: new Float64Array(pairs.length * K).fill(Number.NaN),
    nsd: new Float64Array(pairs.length * K).fill(Number.NaN),
    tolerances: [2],
    hasSpacing: false,
    worst: [],
    cluster: null,
    clusterCount: 0,
  };
}
