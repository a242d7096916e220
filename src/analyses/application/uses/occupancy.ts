import {
  occupancy as fitted,
  type Occupancy,
  type SurveyedSites,
} from "../../../statistics/occupancy.js";
import { type Field, SIDES, type Side } from "../field.js";
import { communityCounts, shownLabels } from "../group-counts.js";
import { type Found, type LeftOut, type Measured, relativeFigure } from "../measured.js";
import { ofField } from "../use.js";
import { NO_DEPLOYMENTS, NO_TIMES } from "./trap-rate.js";

const DAY = 24 * 60;
/** Too few days show it for occupancy to be told from 1. */
const AT_EDGE = "application/occupancy-at-edge";
/** Cameras of fewer say nothing of where a species lives. */
const FEWEST_SITES = 5;

/** Detections of one label at the cameras: visits of each camera, and those with a detection on either side. */
interface Histories {
  readonly visits: Int32Array;
  readonly detections: Readonly<Record<Side, Int32Array>>;
  readonly group: Int32Array;
}

/** Where a species lives, by days on which cameras saw it: the share of sites, and how often a day there shows it. */
export const occupancy = ofField({
  id: "occupancy",
  figures: ["naive-occupancy", "occupancy", "detection-probability"],
  find(field, options): readonly Found[] {
    const { cameras, clock, inside, groups, labels } = field;
    const allLeft = (code: string): LeftOut[] =>
      occupancy.figures.map((figure) => ({ figure, code }));
    if (cameras === null) return allLeft("application/no-cameras");
    if (inside === null) return allLeft(NO_DEPLOYMENTS);
    if (clock === null) return allLeft(NO_TIMES);
    const sites = cameras.deployed.flatMap((one, code) =>
      one !== null && one.start !== null && one.end !== null ? [code] : [],
    );
    if (sites.length === 0) return allLeft("application/no-period");
    if (sites.length < FEWEST_SITES) return allLeft("application/few-sites");
    const { labels: shown } = shownLabels(communityCounts(field));
    return shown.flatMap((label) => {
      const histories = historiesOf(field, sites, label);
      const of = (side: Side, without: number, from?: Occupancy | null) =>
        occupancyOf(histories, side, without, from ?? null);
      const whole = { truth: of("truth", -1), model: of("model", -1) };
      const cache = new Map<number, { truth: Occupancy | null; model: Occupancy | null }>();
      const both = (without: number) => {
        if (without < 0) return whole;
        const known = cache.get(without) ?? {
          truth: of("truth", without, whole.truth),
          model: of("model", without, whole.model),
        };
        cache.set(without, known);
        return known;
      };
      const found = histories.detections;
      const discordant = histories.visits.reduce(
        (sum, _, i) => sum + (found.truth[i]! > 0 === found.model[i]! > 0 ? 0 : 1),
        0,
      );
      const isAtEdge = SIDES.some((side) => whole[side]?.psi === 1);
      const withTruth = found.truth.reduce((sum, y) => sum + (y > 0 ? 1 : 0), 0);
      const measured = (figure: string, pick: (one: Occupancy) => number | null): Measured =>
        relativeFigure(
          {
            figure,
            label: labels[label]!,
            sides(without) {
              const { truth, model } = both(without);
              const value = (one: Occupancy | null): number =>
                one === null ? Number.NaN : (pick(one) ?? (one.naive === 0 ? 0 : Number.NaN));
              return { truth: value(truth), model: value(model) };
            },
            // A site that one side alone has is one of as many as have it by the labels.
            n: figure === "naive-occupancy" ? withTruth : sites.length,
            ...(figure === "naive-occupancy" ? { discordant } : {}),
            ...(figure === "occupancy" && isAtEdge ? { warnings: [AT_EDGE] } : {}),
          },
          groups,
          options,
        );
      return [
        measured("naive-occupancy", ({ naive }) => naive),
        measured("occupancy", ({ psi }) => psi),
        measured("detection-probability", ({ p }) => p),
      ];
    });
  },
});

/** A visit is a day of 24 hours from when the camera was set up; the last may be shorter. */
function historiesOf(field: Field, sites: readonly number[], label: number): Histories {
  const cameras = field.cameras!;
  const siteOf = new Int32Array(cameras.names.length).fill(-1);
  for (const [i, code] of sites.entries()) siteOf[code] = i;
  const visits = Int32Array.from(sites, (code) => {
    const { start, end } = cameras.deployed[code]!;
    return Math.max(1, Math.ceil((end! - start!) / DAY - 1e-9));
  });
  const detectionsOf = (side: Side): Int32Array => {
    const days = sites.map(() => new Set<number>());
    const { start, label: found } = field.sightings[side];
    for (let unit = 0; unit < field.unitCount; unit++) {
      const code = cameras.codes[unit]!;
      const site = code < 0 ? -1 : siteOf[code]!;
      if (site < 0 || field.inside![unit] === 0 || Number.isNaN(field.clock![unit]!)) continue;
      for (let at = start[unit]!; at < start[unit + 1]!; at++) {
        if (found[at] !== label) continue;
        days[site]!.add(Math.floor((field.clock![unit]! - cameras.deployed[code]!.start!) / DAY));
      }
    }
    return Int32Array.from(days, ({ size }) => size);
  };
  return {
    visits,
    detections: { truth: detectionsOf("truth"), model: detectionsOf("model") },
    group: Int32Array.from(sites, (code) => cameras.groups[code]!),
  };
}

function occupancyOf(
  { visits, detections, group }: Histories,
  side: Side,
  without: number,
  from: Occupancy | null,
): Occupancy | null {
  const groups = new Map<number, { visits: number; detections: number; sites: number }>();
  for (const [i, K] of visits.entries()) {
    if (without >= 0 && group[i] === without) continue;
    const y = detections[side][i]!;
    const key = K * 1_000_000 + y;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { visits: K, detections: y, sites: 1 });
    else known.sites++;
  }
  return fitted([...groups.values()] satisfies SurveyedSites[], startOf(from));
}

/** Leaving one group out moves the estimate little. */
function startOf(from: Occupancy | null): readonly [number, number] | undefined {
  if (from?.psi == null || from.p == null || from.psi >= 1 || from.p >= 1) return undefined;
  return [from.psi, from.p];
}
