import { asin, atan2, cos as cosine, sin as sine } from "../../core/elementary.js";

const RADIANS = Math.PI / 180;

const sin = (degrees: number): number => sine(degrees * RADIANS);
const cos = (degrees: number): number => cosine(degrees * RADIANS);

/**
 * Height of the sun's centre above the horizon, as geometry has it: without refraction, which lifts
 * the setting sun by half a degree. Good to 0.02° from 1950 to 2050.
 *
 * The sun's place by the low-accuracy formulas of Meeus, Astronomical Algorithms (2nd edition),
 * chapter 25, on which NOAA's Solar Calculator rests; sidereal time by his formula 12.4.
 *
 * @param seconds since 1970-01-01T00:00:00Z
 * @param longitude in degrees, east positive
 * @returns degrees, −90 to 90
 */
export function sunHeight(seconds: number, latitude: number, longitude: number): number {
  const days = seconds / 86_400 - 10_957.5; // since 2000-01-01T12:00Z
  const t = days / 36_525;
  const meanLongitude = 280.46646 + t * (36_000.76983 + 0.0003032 * t);
  const anomaly = 357.52911 + t * (35_999.05029 - 0.0001537 * t);
  const centre =
    (1.914602 - t * (0.004817 + 0.000014 * t)) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.000289 * sin(3 * anomaly);
  const node = 125.04 - 1934.136 * t;
  const apparent = meanLongitude + centre - 0.00569 - 0.00478 * sin(node);
  const obliquity =
    23.4392911 - t * (0.0130042 + t * (1.64e-7 - 5.04e-7 * t)) + 0.00256 * cos(node);
  const declination = asin(sin(obliquity) * sin(apparent));
  const ascension = atan2(cos(obliquity) * sin(apparent), cos(apparent)) / RADIANS;
  const sidereal = 280.46061837 + 360.98564736629 * days + t * t * (0.000387933 - t / 38_710_000);
  const hourAngle = sidereal + longitude - ascension;
  const height =
    sin(latitude) * sine(declination) + cos(latitude) * cosine(declination) * cos(hourAngle);
  return asin(Math.min(1, Math.max(-1, height))) / RADIANS;
}

/** What the sun's height is called. Twilight is the civil one: the sun at most 6° below. */
export function daylightOf(height: number): "day" | "twilight" | "night" {
  if (height > 0) return "day";
  return height >= -6 ? "twilight" : "night";
}
