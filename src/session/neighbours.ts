import { compareText, type ImageSet } from "../dataset/image-set.js";
import { folderOf } from "../formats/file-access.js";
import { type GalleryItems, itemFile } from "./gallery-items.js";

/** Items of one folder around an item, in their order, itself among them. */
export interface Neighbours {
  readonly items: Int32Array;
  /** Whether the order is that of times; else it is that of file names. */
  readonly areByTime: boolean;
}

/**
 * What was taken just before and after an image: in its folder, by time where every image of the folder
 * has one, else by file name. Only items with an answer have neighbours.
 *
 * @returns a function of the item and of how many on each side; it sorts a folder once
 */
export function createNeighbours(
  items: GalleryItems,
  images: ImageSet,
): (item: number, each: number) => Neighbours {
  const folders = new Map<string, Neighbours>();
  const fileOf = (item: number): string => itemFile(items, images, item);
  const orderOf = (folder: string): Neighbours => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const all: number[] = [];
    for (let item = 0; item < items.answered; item++) {
      if (folderOf(fileOf(item)) === folder) all.push(item);
    }
    const { seconds } = items;
    const areByTime = seconds !== null && all.every((item) => Number.isFinite(seconds[item]));
    all.sort(
      (a, b) =>
        (areByTime ? seconds[a]! - seconds[b]! : 0) || compareText(fileOf(a), fileOf(b)) || a - b,
    );
    const order = { items: Int32Array.from(all), areByTime };
    folders.set(folder, order);
    return order;
  };
  return (item, each) => {
    if (item >= items.answered) return { items: new Int32Array(0), areByTime: false };
    const { items: order, areByTime } = orderOf(folderOf(fileOf(item)));
    const at = order.indexOf(item);
    return { items: order.slice(Math.max(0, at - each), at + each + 1), areByTime };
  };
}
