import { foldName } from "../formats/column-names.js";

/** Names of columns with coordinates in degrees, folded. */
export const LATITUDE: readonly string[] = ["latitude", "lat", "decimallatitude"];
export const LONGITUDE: readonly string[] = ["longitude", "lon", "lng", "long", "decimallongitude"];

/** Whether a column holds a coordinate, by its name: it names a place as its name does, and is no condition. */
export function isCoordinate(name: string): boolean {
  const folded = foldName(name);
  return LATITUDE.includes(folded) || LONGITUDE.includes(folded);
}
