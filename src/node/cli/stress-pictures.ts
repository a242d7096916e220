import { createHash } from "node:crypto";
import { MOST_PICTURE_BYTES } from "../../analyses/mistakes/mistake-pictures.js";
import { pictureOf } from "../../analyses/mistakes/mistakes-view.js";
import { isHomegroundError } from "../../core/errors.js";
import { altered, parameterAt, workingPicture } from "../../images/corruptions/alter.js";
import { corruptionOf } from "../../images/corruptions/registry.js";
import { encodeWithin } from "../../images/encode-within.js";
import { DEFAULT_MAX_PIXELS } from "../../images/image-header.js";
import { smaller } from "../../images/thumbnail.js";
import type { PictureTile } from "../../reports/document-types.js";
import { shown } from "../../reports/text.js";
import type { StressPlan } from "../../stress/conditions.js";
import type { StressPictures } from "../../stress/stress-page.js";
import { kindText, parameterText } from "../../stress/stress-text.js";
import { STRESS } from "../../stress/words.js";
import type { CommandIo } from "./command.js";
import { type ImagePlaces, picturePorts } from "./mistake-pictures.js";

/** Longest side of a picture. */
const LONGEST_PX = 200;

/** One image at every severity of every kind, as the models saw it; null where it cannot be read any more. */
export async function stressPictures(
  places: ImagePlaces,
  file: string,
  { kinds, severities, seed, shorterSidePx }: StressPlan,
  io: Pick<CommandIo, "signal">,
): Promise<StressPictures | null> {
  const { read, decoder, encoder } = picturePorts(places, io);
  try {
    const bytes = await read(places.images.file.indexOf(file));
    if (bytes === null) return null;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const decoded = await decoder.decode(bytes, { maxPixels: DEFAULT_MAX_PIXELS });
    const working = workingPicture(decoded, shorterSidePx);
    const share = Math.floor(MOST_PICTURE_BYTES / (kinds.length * severities.length));
    const tiles = new Map<string, readonly PictureTile[]>();
    for (const kind of kinds) {
      const of: PictureTile[] = [];
      for (const severity of severities) {
        io.signal.throwIfAborted();
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
    io.signal.throwIfAborted();
    if (!isHomegroundError(error)) throw error;
    return null; // a picture is never worth a page
  }
}
