import { type Binary, NO_CALL, shareOf } from "../binary.js";
import type { Found } from "../measured.js";
import { rangeOf } from "../mover.js";
import { ofQuestion } from "../use.js";
import { ofModel } from "./predictive-values.js";

/** Of parts that were photographed several times, how many get the same answer each time. */
export const repeatability = ofQuestion("line", {
  id: "repeatability",
  figures: ["same-answer"],
  find(binary, { level, interval }): readonly Found[] {
    const [figure] = repeatability.figures as [string];
    const { called, parts, truth } = binary;
    if (called === null) return [{ figure, code: NO_CALL }];
    if (parts === null) return [{ figure, code: "application/no-parts" }];
    const calls = new Int32Array(parts.count);
    const images = new Int32Array(parts.count);
    const has = new Int32Array(parts.count);
    for (const [row, part] of parts.codes.entries()) {
      if (part < 0) continue;
      images[part]!++;
      calls[part]! += called[row]!;
      has[part]! += truth[row]!;
    }
    const clusters = clustersOf(binary, parts);
    const found = shareOf(
      { ...clusters, count: parts.count },
      {
        // What looks different from here and from there is not the same thing twice.
        of: (part) => images[part]! > 1 && (has[part] === 0 || has[part] === images[part]),
        hit: (part) => calls[part] === 0 || calls[part] === images[part],
      },
      level,
    );
    const range = interval === "none" ? null : rangeOf(found);
    const limits = { low: range?.low ?? null, high: range?.high ?? null };
    return [
      {
        figure: {
          ...ofModel(figure, binary, found.value, limits, found.method),
          n: found.n,
          clusters: clusters.cluster === null ? null : found.clusters,
          warnings: found.warnings,
        },
        leftOut: null,
      },
    ];
  },
});

/** Parts lie in clusters, or are those themselves. */
function clustersOf(
  { cluster, clusterCount }: Binary,
  { codes, count }: NonNullable<Binary["parts"]>,
): Pick<Binary, "cluster" | "clusterCount"> {
  if (cluster === null || clusterCount >= count) return { cluster: null, clusterCount: 0 };
  const of = new Int32Array(count);
  for (const [row, part] of codes.entries()) if (part >= 0) of[part] = cluster[row]!;
  return { cluster: of, clusterCount };
}
