import { join } from "node:path";
import type { FileAccess } from "../../formats/file-access.js";
import { encodeWithin } from "../../images/encode-within.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { thumbnailPixels, uprightPixels } from "../../images/thumbnail.js";
import type { PickedImage, PickedImages } from "../../records/evidence/pick-images.js";
import type { PublishedImage, PublishedImages } from "../../records/page/record-page-input.js";
import { hrefOf } from "../../records/page/recount-panel.js";
import type { TransparencyRecord } from "../../records/record/record-types.js";
import { writeBytesFile } from "../files/write-file.js";
import { createNodeJpegEncoder } from "../images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";

/** Longest side of a picture, and most bytes of its file. */
const LONGEST_PX = 200;
const MOST_BYTES = 16_000;

/**
 * The images of a page: small copies of some of them are written beside it, so that a reader loads no
 * large files unasked. An image that cannot be decoded here has none.
 *
 * @param access folder of the record
 * @param to folder of the page
 */
export async function publishedImages(
  record: TransparencyRecord,
  { spread, first }: PickedImages,
  access: FileAccess,
  to: string,
  signal: AbortSignal,
): Promise<PublishedImages> {
  const isHere = record.settings["images"] === "included";
  const decoder = createNodePixelDecoder();
  const encoder = createNodeJpegEncoder();
  const pictures: PublishedImage[] = [];
  for (const [i, picked] of (isHere ? spread : []).entries()) {
    signal.throwIfAborted();
    const image = published(picked, isHere);
    const picture = await pictureOf(`images/${image.name}`, i).catch(() => null);
    pictures.push({ ...image, picture });
  }
  const where = isHere ? "included" : hasAddress(first) ? "address" : "withheld";
  return { where, pictures, listed: first.map((picked) => published(picked, isHere)) };

  async function pictureOf(path: string, i: number): Promise<PublishedImage["picture"]> {
    const decoded = await decoder.decode(await access.read(path), {
      maxPixels: DEFAULT_MAX_PIXELS,
    });
    const small = thumbnailPixels(uprightPixels(decoded), null, LONGEST_PX);
    const encoded = await encodeWithin(small, MOST_BYTES, encoder);
    if (encoded === null) return null;
    const { mime, bytes, widthPx, heightPx } = encoded;
    const name = `${String(i + 1).padStart(3, "0")}.${mime === "image/png" ? "png" : "jpg"}`;
    await writeBytesFile(join(to, "pictures", name), bytes);
    return { src: `pictures/${name}`, widthPx, heightPx };
  }
}

function published({ line, answer }: PickedImage, isHere: boolean): PublishedImage {
  const name = line.image ?? "";
  const href = isHere && line.bytes !== null ? `record/images/${hrefOf(name)}` : null;
  return { name, href, picture: null, labels: line.labels, answer };
}

function hasAddress(images: readonly PickedImage[]): boolean {
  return images.some(({ line }) => line.url !== null);
}
