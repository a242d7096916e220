import { foldName } from "../formats/column-names.js";

/** Names of columns with coordinates in degrees, folded. */
const COORDINATES: readonly string[] = [
  ...["latitude", "lat", "decimallatitude"],
  ...["longitude", "lon", "lng", "long", "decimallongitude"],
];

/** Whether a column holds a coordinate, by its name: it says where a place lies, and is no condition. */
export function isCoordinate(name: string): boolean {
  return COORDINATES.includes(foldName(name));
}
