import { shareOf } from "../binary.js";
import type { Field } from "../field.js";
import type { Found, Measured } from "../measured.js";
import { ofField } from "../use.js";

/** Images with an animal that would be gone if those that the model calls empty were deleted. */
export const lostAnimals = ofField({
  id: "lost-animals",
  figures: ["kept-animals"],
  find(field, { level, interval }): readonly Found[] {
    const { sightings, unitCount } = field;
    const holds = (side: "truth" | "model", unit: number): boolean =>
      sightings[side].start[unit + 1]! > sightings[side].start[unit]!;
    const { group, groups } = field;
    const isAlone = groups.clusters === null;
    // A unit without a camera is a cluster of its own.
    let next = groups.count;
    const cluster = isAlone ? null : group.map((one) => (one < 0 ? next++ : one));
    const base = { cluster, clusterCount: next, count: unitCount };
    const found = shareOf(
      base,
      { of: (unit) => holds("truth", unit), hit: (unit) => !holds("model", unit) },
      level,
    );
    const { n, value } = found;
    if (value === null) return [{ figure: "kept-animals", code: "application/none-in-truth" }];
    const hasRange = interval !== "none" && found.low !== null && found.high !== null;
    const lost = Math.round(value * n);
    const kept: Measured = {
      figure: {
        figure: "kept-animals",
        label: null,
        truth: n,
        model: n - lost,
        difference: value === 0 ? 0 : -value,
        low: hasRange ? 0 - found.high! : null,
        high: hasRange ? 0 - found.low! : null,
        method: hasRange ? found.method : null,
        n,
        clusters: groups.clusters,
        warnings: found.warnings,
      },
      leftOut: withoutEach(field, holds),
    };
    return [kept];
  },
});

function withoutEach(
  { group, groups, unitCount }: Field,
  holds: (side: "truth" | "model", unit: number) => boolean,
): Float64Array {
  const animals = new Float64Array(groups.count + 1);
  const lost = new Float64Array(groups.count + 1);
  for (let unit = 0; unit < unitCount; unit++) {
    if (!holds("truth", unit)) continue;
    const isLost = holds("model", unit) ? 0 : 1;
    for (const at of group[unit]! < 0 ? [0] : [0, group[unit]! + 1]) {
      animals[at]!++;
      lost[at]! += isLost;
    }
  }
  return Float64Array.from(
    { length: groups.count },
    (_, g) => -(lost[0]! - lost[g + 1]!) / (animals[0]! - animals[g + 1]!),
  );
}
