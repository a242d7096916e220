import { powerOfTen } from "../../core/power-of-ten.js";
import { statedPositions } from "../../dataset/attributes/positions.js";
import type { Evaluation } from "../../evaluation/evaluation.js";
import { placeAttribute } from "../places/place-attribute.js";
import { shownPlaces } from "../places/place-facts.js";

declare module "../../results/report-input.js" {
  interface ReportExtras {
    readonly siteMap?: SiteMap;
  }
}

/** Where places lie. Nothing in it is finer than it says. */
export interface SiteMap {
  readonly attribute: string;
  /** Decimals of a degree that positions are rounded to. */
  readonly decimals: 1 | 2;
  /** Whether it may stand in files, too: somebody asked for it. */
  readonly isAsked: boolean;
  /** In the order of {@link shownPlaces}. */
  readonly places: readonly MapPlace[];
  /** Places without a position, of those that figures are told of. */
  readonly unplaced: number;
  /** Places whose images lie further apart than positions are rounded. */
  readonly spread: number;
}

export interface MapPlace {
  readonly place: string;
  /** Degrees north, rounded. */
  readonly latitudeDeg: number;
  /** Degrees east in [−180, 180], rounded. */
  readonly longitudeDeg: number;
}

/** Sites further apart than this are told apart by a tenth of a degree, about 11 km; else by a hundredth. */
const FAR_DEG = 2;

type Source = Pick<Evaluation, "question" | "request" | "attributes">;

/**
 * The middle of the positions of the images of each place that figures are told of
 * (`placeAttribute`), rounded to 0.1°, or to 0.01° where all places lie within two degrees: about 11 and
 * 1.1 km, which names a region and no tree.
 *
 * @returns null without a place, without coordinates, or where no place has one
 */
export function findMap({ question, request, attributes }: Source): SiteMap | null {
  const place = placeAttribute({ question, request, attributes });
  const { latitude, longitude } = statedPositions(attributes.table);
  if (place === null || latitude === null || longitude === null) return null;
  const { shown, group } = shownPlaces(place);
  const positions = shown.map((): { latitudes: number[]; longitudes: number[] } => ({
    latitudes: [],
    longitudes: [],
  }));
  for (const [i, row] of attributes.rows.entries()) {
    const own = positions[group.of[i]!];
    const [north, east] = [latitude(row), longitude(row)];
    // 0° N 0° E is what is written where nothing is known; no camera hangs there.
    if (own === undefined || Number.isNaN(north) || Number.isNaN(east)) continue;
    if (north === 0 && east === 0) continue;
    own.latitudes.push(north);
    own.longitudes.push(east);
  }
  const middles = positions.flatMap(({ latitudes, longitudes }, g) => {
    if (latitudes.length === 0) return [];
    const unwound = unwoundLongitudes(longitudes);
    return {
      place: place.levels[shown[g]!]!,
      north: medianOf(latitudes),
      east: medianOf(unwound),
      extentDeg: Math.max(extentOf(latitudes), extentOf(unwound)),
    };
  });
  if (middles.length === 0) return null;
  const farthest = Math.max(
    extentOf(middles.map(({ north }) => north)),
    extentOf(unwoundLongitudes(middles.map(({ east }) => east))),
  );
  const decimals = farthest > FAR_DEG ? 1 : 2;
  return {
    attribute: place.name,
    decimals,
    isAsked: request.siteMap,
    places: middles.map(({ place: name, north, east }) => ({
      place: name,
      latitudeDeg: rounded(north, decimals),
      longitudeDeg: rounded(wound(east), decimals),
    })),
    unplaced: shown.length - middles.length,
    spread: middles.filter(({ extentDeg }) => extentDeg > powerOfTen(-decimals)).length,
  };
}

/** Why there is no map, where one is asked for; null where there is one. */
export function whyNoMap(source: Source): string | null {
  if (findMap(source) !== null) return null;
  return placeAttribute(source) === null
    ? "no map: no column names a place that several images are of, such as site, camera or location"
    : "no map: neither columns latitude and longitude nor the photographs say where the places lie";
}

/**
 * Longitudes so that those on both sides of the 180th meridian lie beside each other: the widest gap
 * on the circle is between the last and the first.
 */
export function unwoundLongitudes(longitudes: readonly number[]): number[] {
  const sorted = [...longitudes].sort((a, b) => a - b);
  let start = sorted[0] ?? 0;
  let widest = start + 360 - (sorted.at(-1) ?? 0);
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i]! - sorted[i - 1]!;
    if (gap <= widest) continue;
    widest = gap;
    start = sorted[i]!;
  }
  return longitudes.map((one) => (one < start ? one + 360 : one));
}

function wound(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function extentOf(values: readonly number[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Math.max(0, high - low);
}

function rounded(degrees: number, decimals: number): number {
  const value = Number(degrees.toFixed(decimals));
  return value === 0 ? 0 : value;
}
