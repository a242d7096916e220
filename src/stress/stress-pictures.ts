import { MOST_PICTURE_BYTES, type PicturePorts } from "../analyses/mistakes/mistake-pictures.js";
import { pictureOf } from "../analyses/mistakes/mistakes-view.js";
import { isHomegroundError } from "../core/errors.js";
import type { ImageSet } from "../dataset/image-set.js";
import { altered, parameterAt, workingPicture } from "../images/corruptions/alter.js";
import { corruptionOf } from "../images/corruptions/registry.js";
import { encodeWithin } from "../images/encode-within.js";
import { DEFAULT_MAX_PIXELS } from "../images/image-header.js";
import { smaller } from "../images/thumbnail.js";
import type { PictureTile } from "../reports/document-types.js";
import { shown } from "../reports/text.js";
import type { StressPlan } from "./conditions.js";
import type { StressPictures } from "./stress-page.js";
import { kindText, parameterText } from "./stress-text.js";
import { STRESS } from "./words.js";

/** An image that is shown. */
interface PicturedImage {
  readonly file: string;
  readonly image: number;
  readonly sha256: string;
}

/** Longest side of a picture. */
const LONGEST_PX = 200;

/**
 * One image at every severity of every kind, as the models saw it; null where it cannot be read any more.
 *
 * @param image number of it for `read`
 * @param sha256 of its bytes
 */
export async function stressPictures(
  { read, decoder, encoder, signal }: PicturePorts,
  { file, image, sha256 }: PicturedImage,
  { kinds, severities, seed, shorterSidePx }: StressPlan,
): Promise<StressPictures | null> {
  try {
    const bytes = await read(image);
    if (bytes === null) return null;
    const decoded = await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS });
    const working = workingPicture(decoded, shorterSidePx);
    const share = Math.floor(MOST_PICTURE_BYTES / (kinds.length * severities.length));
    const tiles = new Map<string, readonly PictureTile[]>();
    for (const kind of kinds) {
      const of: PictureTile[] = [];
      for (const severity of severities) {
        signal.throwIfAborted();
        const pixels = altered(working, { kind, severity, seed, shorterSidePx }, sha256);
        const made = await encodeWithin(smaller(pixels, LONGEST_PX), share, encoder);
        const corruption = corruptionOf(kind)!;
        const parameter = parameterText(parameterAt(corruption, severity), corruption.unit);
        const said = { kind: kindText(kind), severity: String(severity), parameter };
        of.push({
          file: shown(file, 60),
          truth: STRESS.atSeverity(said),
          said: parameter,
          isRight: true,
          note: null,
          alt: STRESS.alt(said),
          sureness: null,
          picture: made === null ? null : pictureOf(made, []),
          noPicture: made === null ? STRESS.noPicture : null,
          cutOut: null,
        });
      }
      tiles.set(kind, of);
    }
    return { file, tiles };
  } catch (error) {
    signal.throwIfAborted();
    if (!isHomegroundError(error)) throw error;
    return null; // a picture is never worth a page
  }
}

/** The first image that every look has an answer to. */
export function picturedOf(
  images: Pick<ImageSet, "file">,
  sha256: readonly (string | null)[],
  [file = ""]: readonly string[],
): PicturedImage {
  const image = images.file.indexOf(file);
  return { file, image, sha256: sha256[image] ?? "" };
}
