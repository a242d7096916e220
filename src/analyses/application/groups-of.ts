import { dealGroups, MAX_GROUPS } from "../../statistics/jackknife.js";
import type { Groups } from "./measured.js";

/** Groups of units, or of their clusters, of which each is left out once: at most 200. */
export function groupsOf(
  cluster: Int32Array | null,
  clusterCount: number,
  unitCount: number,
  seed: number,
): { readonly group: Int32Array; readonly groups: Groups } {
  const count = cluster === null ? unitCount : clusterCount;
  const dealt =
    count <= MAX_GROUPS
      ? Uint32Array.from({ length: count }, (_, i) => i)
      : dealGroups(count, seed);
  const group = Int32Array.from(cluster ?? dealt, (one) => (cluster === null ? one : dealt[one]!));
  const clusters = cluster === null ? null : clusterCount;
  return { group, groups: { count: Math.min(count, MAX_GROUPS), clusters } };
}
