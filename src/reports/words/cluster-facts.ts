import { grouped, plural } from "../numbers.js";
import type { ResultEstimate } from "../result.js";
import { shown } from "../text.js";

/**
 * Facts that the words of `clusters/` and `verdict/` codes take. Where an estimate has no clusters its
 * units are what belongs together: the objects or labels of one image.
 */
export function clusterFacts(
  cluster: string | null,
  estimate: ResultEstimate | null,
): ReadonlyMap<string, string> {
  if (estimate !== null && estimate.clusters === null) {
    const unit = shown(estimate.unit, 40);
    const units = plural(unit);
    return new Map([
      ...[["cluster", unit] as const, ["clusters", units] as const, ["units", units] as const],
      ["clusterCount", grouped(estimate.n)],
      ["bigger", `${units} with more on them`],
      ["see", `See whether ${units} with much on them are read worse: they count most.`],
    ]);
  }
  const facts = new Map<string, string>();
  if (cluster !== null) {
    const name = shown(cluster, 40);
    facts.set("cluster", name);
    facts.set("clusters", plural(name));
    facts.set("bigger", `${plural(name)} with more images`);
    facts.set(
      "see",
      name === "sequence"
        ? "See whether long sequences are the difficult ones: they count most."
        : `Run again with --slice ${name} to see it ${name} by ${name}.`,
    );
  }
  if (estimate !== null && estimate.clusters !== null) {
    facts.set("clusterCount", grouped(estimate.clusters));
    facts.set("units", plural(shown(estimate.unit, 40)));
  }
  return facts;
}
