import type { TruthObjects } from "../../core/objects.js";
import { say } from "../../core/sentence.js";
import { selectRows } from "../../core/table.js";
import type { ProblemList } from "../import-problems.js";
import type { TruthRegions } from "./object-types.js";
import { boxOfAnnotated, POINT_WIDTH } from "./point-columns.js";
import { sayBoxes } from "./reinterpret-boxes.js";
import { selectTruthObjects } from "./select-objects.js";

/** Beyond this no image is, and sums of coordinates are still exact to 1/1024 px. */
const FARTHEST = 1e9;
/** Share of boxes with a negative side from which on the columns are probably other ones. */
const MANY_NEGATIVE = 0.1;

/**
 * The objects whose boxes are boxes: finite, with a width and a height above 0, or 0 around points that lie in a line. The others are
 * listed one by one. Where many sides of corners come out negative, it is said what that looks like.
 *
 * @param file path of each row's image
 */
export function keepUsable(
  regions: TruthRegions,
  file: readonly string[],
  { source, idWord }: { readonly source: string; readonly idWord: string },
  problems: ProblemList,
): TruthRegions {
  const { objects, objectId } = regions;
  const kept = new Int32Array(objects.count);
  let count = 0;
  let negative = 0;
  for (let i = 0; i < objects.count; i++) {
    const why = whatIsWrong(objects, i);
    if (why === null) {
      kept[count++] = i;
      continue;
    }
    if (why.isNegative) negative++;
    const name = file[objects.image[i]!]!;
    const what = `a box in ${name} ${why.what}; it is left out`;
    problems.add(why.code, what, `${source}, ${idWord} ${objectId[i]}`);
  }
  if (regions.written === "xyxy" && negative > MANY_NEGATIVE * objects.count) {
    const what = say`${negative} of ${objects.count} boxes end before they begin: these look like left, top, width, height and not like two corners; if they are, ${sayBoxes("xywh")}`;
    problems.add("annotations/looks-like-xywh", what, source);
  }
  return count === objects.count ? regions : selectRegions(regions, kept.slice(0, count));
}

/** Some of the objects, in the order of `rows`. */
export function selectRegions(regions: TruthRegions, rows: Int32Array): TruthRegions {
  const { objectId, attributes } = regions;
  return {
    ...regions,
    objects: selectTruthObjects(regions.objects, rows),
    ...(attributes === undefined ? {} : { attributes: selectRows(attributes, rows) }),
    objectId:
      objectId instanceof Float64Array
        ? Float64Array.from(rows, (row) => objectId[row]!)
        : Array.from(rows, (row) => objectId[row] ?? ""),
  };
}

function whatIsWrong(objects: TruthObjects, i: number) {
  const { box } = objects;
  const [x, y] = [box[4 * i]!, box[4 * i + 1]!];
  const [width, height] = [box[4 * i + 2]!, box[4 * i + 3]!];
  const isFar = !(Math.abs(x) + Math.abs(y) + Math.abs(width) + Math.abs(height) < FARTHEST);
  if (isFar || width < 0 || height < 0) {
    return {
      code: "annotations/box-invalid",
      what: `has the place ${x}, ${y} and the sides ${width} and ${height}`,
      isNegative: !isFar,
    } as const;
  }
  if ((width > 0 && height > 0) || isAnnotated(objects, i)) return null;
  return {
    code: "annotations/box-empty",
    what: `has the sides ${width} and ${height}`,
    isNegative: false,
  } as const;
}

/** Whether an object has an annotated point. */
function isAnnotated({ points }: TruthObjects, i: number): boolean {
  if (points === undefined) return false;
  const width = POINT_WIDTH * points.names.length;
  const own = points.values.subarray(i * width, (i + 1) * width);
  return boxOfAnnotated(own) !== null;
}
