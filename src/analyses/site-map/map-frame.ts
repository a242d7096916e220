import { cos } from "../../core/elementary.js";
import { powerOfTen } from "../../core/power-of-ten.js";
import type { MapDrawing, MapLine } from "../../reports/map-drawing.js";
import { grouped } from "../../reports/numbers.js";
import { type MapPlace, type SiteMap, unwoundLongitudes } from "./find-map.js";

/**
 * What a map shows: degrees of longitude from `west`, of latitude from `south`. An equidistant cylinder
 * with the parallel of the middle as long as it is: at the latitudes of a study nothing is drawn longer
 * or shorter than it is by what an eye would see.
 */
export interface MapFrame {
  readonly west: number;
  readonly south: number;
  readonly widthDeg: number;
  readonly heightDeg: number;
  /** Latitude that the bar holds at. */
  readonly middle: number;
  /** Km from the left edge to the right, at that latitude. */
  readonly widthKm: number;
}

/** Width to height of the box. */
const ASPECT = 3 / 2;
/** Around the places, of the larger side. */
const MARGIN = 0.16;
/** So many steps of rounding are seen at the least: a nearer look would seem more exact than it is. */
const FEWEST_STEPS = 12;
/** Of a degree of latitude, on the sphere of 6,371.0088 km (IUGG mean radius R₁). */
const KM_PER_DEGREE = 111.195;
/** A degree of longitude is drawn no narrower than this beside one of latitude: at a pole it has no width. */
const NARROWEST = 0.05;
const STEPS_DEG = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90];
const MOST_LINES = 5;
/** Of the width. */
const LONGEST_BAR = 0.28;

export function mapFrame({ places, decimals }: SiteMap): MapFrame {
  const norths = places.map(({ latitudeDeg }) => latitudeDeg);
  const easts = unwoundLongitudes(places.map(({ longitudeDeg }) => longitudeDeg));
  const middle = (Math.min(...norths) + Math.max(...norths)) / 2;
  const centre = (Math.min(...easts) + Math.max(...easts)) / 2;
  const narrowing = Math.max(NARROWEST, cos((middle * Math.PI) / 180));
  // Both in degrees of latitude.
  const wide = (Math.max(...easts) - Math.min(...easts)) * narrowing;
  const high = Math.max(...norths) - Math.min(...norths);
  const least = FEWEST_STEPS * powerOfTen(-decimals);
  const height = Math.max(high, wide / ASPECT, least) * (1 + 2 * MARGIN);
  const width = height * ASPECT;
  return {
    west: centre - width / narrowing / 2,
    south: middle - height / 2,
    widthDeg: width / narrowing,
    heightDeg: height,
    middle,
    widthKm: width * KM_PER_DEGREE,
  };
}

/** Where a place is, as fractions from the left and upper edge. */
export function placeIn(
  { west, south, widthDeg, heightDeg }: MapFrame,
  { latitudeDeg, longitudeDeg }: Pick<MapPlace, "latitudeDeg" | "longitudeDeg">,
): { readonly x: number; readonly y: number } {
  const east = longitudeDeg - west;
  return {
    x: (east - 360 * Math.floor(east / 360)) / widthDeg,
    y: 1 - (latitudeDeg - south) / heightDeg,
  };
}

/** The lines of round degrees, with their words. */
export function gridOf(frame: MapFrame): Pick<MapDrawing, "meridians" | "parallels"> {
  const lines = (
    from: number,
    extent: number,
    textOf: (degrees: number, decimals: number) => string,
  ): (MapLine & { readonly degrees: number })[] => {
    const step = STEPS_DEG.find((one) => extent / one <= MOST_LINES) ?? 90;
    const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
    const found = [];
    for (let k = Math.ceil(from / step); k * step <= from + extent; k++) {
      const degrees = k * step;
      found.push({ at: (degrees - from) / extent, text: textOf(degrees, decimals), degrees });
    }
    return found;
  };
  return {
    meridians: lines(frame.west, Math.min(frame.widthDeg, 360), longitudeText).map(
      ({ at, text }) => ({ at: (at * Math.min(frame.widthDeg, 360)) / frame.widthDeg, text }),
    ),
    parallels: lines(frame.south, frame.heightDeg, latitudeText)
      .filter(({ degrees }) => Math.abs(degrees) <= 90)
      .map(({ at, text }) => ({ at: 1 - at, text })),
  };
}

/** A bar of a round length, as a fraction of the width. */
export function barOf({ widthKm }: MapFrame): MapDrawing["bar"] {
  const most = widthKm * LONGEST_BAR;
  let km = 0.1;
  for (let ten = 0.1; ten <= most; ten *= 10) {
    for (const digit of [1, 2, 5]) if (digit * ten <= most) km = digit * ten;
  }
  return { width: km / widthKm, text: `${grouped(km, km < 1 ? 1 : 0)} km` };
}

/** `46.13° N` */
export function latitudeText(degrees: number, decimals: number): string {
  return `${Math.abs(degrees).toFixed(decimals)}°${sideOf(degrees, decimals, "N", "S")}`;
}

/** `7.2° E`, of any turn round the globe. */
export function longitudeText(degrees: number, decimals: number): string {
  const wound = degrees - 360 * Math.floor((degrees + 180) / 360);
  const side = Math.abs(wound) === 180 ? "" : sideOf(wound, decimals, "E", "W");
  return `${Math.abs(wound).toFixed(decimals)}°${side}`;
}

function sideOf(degrees: number, decimals: number, plus: string, minus: string): string {
  if (Number(Math.abs(degrees).toFixed(decimals)) === 0) return "";
  return degrees > 0 ? ` ${plus}` : ` ${minus}`;
}
