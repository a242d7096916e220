import { sightingsPerArea } from "../../../statistics/point-transect.js";
import { type Field, SIDES, type Side } from "../field.js";
import { bothSides, discordantOf, shownLabels } from "../group-counts.js";
import { type Found, relativeFigure } from "../measured.js";
import { ofField } from "../use.js";

/** Of fewer distances nobody can say how sightings thin out. */
const FEWEST = 20;
const SQUARE_KM = 1e6;

/** How dense animals are, by the distances at which they were seen. */
export const density = ofField({
  id: "density",
  figures: ["density"],
  find(field, options): readonly Found[] {
    const [figure] = density.figures as [string];
    const { group, groups, labels, sightings } = field;
    if (field.distance === null) return [{ figure, code: "application/no-distances" }];
    const effort = effortOf(field);
    // What was seen when no effort is known of is in no rate either.
    const distance =
      effort === null
        ? field.distance
        : field.distance.map((r, unit) => (field.inside![unit] === 1 ? r : Number.NaN));
    const summed = (weight: (r: number) => number) =>
      bothSides(field, (side, add) => {
        const { start, label, count } = sightings[side];
        for (let unit = 0; unit < field.unitCount; unit++) {
          const r = distance[unit]!;
          if (!(r >= 0)) continue;
          for (let at = start[unit]!; at < start[unit + 1]!; at++) {
            add(label[at]!, group[unit]!, count[at]! * weight(r));
          }
        }
      });
    const counts = summed(() => 1);
    const squares = summed((r) => r * r);
    const warnings = effort === null ? ["application/density-relative"] : [];
    const shown = shownLabels(counts).labels.filter((label) =>
      SIDES.every((side) => counts[side].total[label]! >= FEWEST),
    );
    if (shown.length === 0) return [{ figure, code: "application/few-distances" }];
    return shown.map((label) => {
      const furthest = furthestOf(field, distance, label);
      const at = label * groups.count;
      const value = (side: Side, without: number): number => {
        const of = ({ total, byGroup }: { total: Float64Array; byGroup: Float64Array }): number =>
          total[label]! - (without < 0 ? 0 : byGroup[at + without]!);
        const sighted = { count: of(counts[side]), squares: of(squares[side]) };
        const perArea = sightingsPerArea(sighted, furthest) ?? 0;
        return effort === null ? perArea : (SQUARE_KM * perArea) / effort(without);
      };
      return relativeFigure(
        {
          figure,
          label: labels[label]!,
          sides: (without) => ({ truth: value("truth", without), model: value("model", without) }),
          n: counts.truth.total[label]!,
          discordant: discordantOf(counts, label),
          sizes: counts.truth.byGroup.subarray(at, at + groups.count),
          warnings,
        },
        groups,
        options,
      );
    });
  },
});

/** The furthest that either side saw it. */
function furthestOf(
  { sightings, unitCount }: Field,
  distance: Float64Array,
  wanted: number,
): number {
  let furthest = 0;
  for (const side of SIDES) {
    const { start, label } = sightings[side];
    for (let unit = 0; unit < unitCount; unit++) {
      const r = distance[unit]!;
      if (!(r > furthest)) continue;
      for (let at = start[unit]!; at < start[unit + 1]!; at++) {
        if (label[at] === wanted) furthest = r;
      }
    }
  }
  return furthest === 0 ? 1 : furthest;
}

/** Moments at which cameras looked, each worth the part of the circle that it sees; null where a camera does not say both. */
function effortOf({ cameras, groups }: Field): ((without: number) => number) | null {
  if (cameras === null) return null;
  const byGroup = new Float64Array(groups.count);
  let total = 0;
  for (const [code, deployment] of cameras.deployed.entries()) {
    if (deployment === null || deployment.angleDeg === null || deployment.moments === null)
      return null;
    const effort = (deployment.angleDeg / 360) * deployment.moments;
    total += effort;
    const group = cameras.groups[code]!;
    if (group >= 0) byGroup[group]! += effort;
  }
  return (without) => total - (without < 0 ? 0 : byGroup[without]!);
}
