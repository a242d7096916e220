/** Words of columns that tell one image from all others, or nothing of what it shows. */
const TELLS_NOTHING =
  /(^|_)(id|ids|uuid|guid|index|row|hash|md5|sha\d*|etag|url|uri|link|href|path|file|filename|licen[cs]e|rights|copyright|credit|author|photographer|width|height|size|bytes|filesize|version)($|_)/;
/** More values than this are looked at one by one by nobody, unless there are many images of each. */
const MOST_GROUPS = 30;
/** So many images a value at the least, on the average. */
const FEWEST_EACH = 4;

/**
 * Whether a column is likely to name parts of the data that somebody wants to look at one by one: no id, address, licence or size, and
 * neither one value nor nearly as many as there are images.
 *
 * @param groups its values; null for numbers, times and where they are not counted
 */
export function isLikelyPart(name: string, groups: number | null, images: number): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
  if (TELLS_NOTHING.test(words)) return false;
  if (groups === null) return true;
  return groups > 1 && (groups <= MOST_GROUPS || groups * FEWEST_EACH <= images);
}
