import { foldName } from "../formats/column-names.js";

/** Names of columns with coordinates in degrees, folded. */
export const LATITUDE: readonly string[] = ["latitude", "lat", "decimallatitude"];
export const LONGITUDE: readonly string[] = ["longitude", "lon", "lng", "long", "decimallongitude"];

/** Whether a column holds a coordinate, by its name: it names a place as its name does, and is no condition. */
export function isCoordinate(name: string): boolean {
  const folded = foldName(name);
  return LATITUDE.includes(folded) || LONGITUDE.includes(folded);
}

/** Words of a name that says where something is, in degrees or otherwise. */
const OF_A_POINT =
  /(?:^|[ _-])(?:lat|lon|lng|gps|coords?|coordinates?|latitude|longitude|easting|northing)(?:$|[ _-])/i;

/** Whether a name is, or has a word that is, one of a coordinate: `site lat`, `gps`, `easting`. */
export function saysWhere(name: string): boolean {
  return isCoordinate(name) || OF_A_POINT.test(name);
}
