import {
  bytesBeside,
  type NamedImage,
  namePictures,
} from "../../analyses/matched-names/name-pictures.js";
import type { ChosenMistakes } from "../../analyses/mistakes/chosen-mistakes.js";
import {
  MOST_PICTURE_BYTES,
  type PicturePorts,
  withoutPictures,
  withPictures,
} from "../../analyses/mistakes/mistake-pictures.js";
import { PICTURES_LEFT_OUT } from "../../analyses/mistakes/words.js";
import { eachThumbnail, leastPictures } from "../../analyses/scope/least-pictures.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { LeastAlikePicture, MistakeFacts, NameExample } from "../../results/report-input.js";
import type { ResultScope } from "../../results/scope-result.js";
import { createNodeJpegEncoder } from "../images/jpeg-encoder.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { readImageFile } from "../inference/read-image-file.js";
import type { CommandIo } from "./command.js";
import type { OpenedImages } from "./open-places.js";

/** Where the images of a set are. */
export interface ImagePlaces {
  readonly images: ImageSet;
  readonly opened: OpenedImages;
}

/** Pictures of a report: of names that were matched, of mistakes, and of images that are least like the test images. */
export interface ReportPictures {
  readonly names: readonly NameExample[];
  /** Absent where there are no mistakes to show. */
  readonly mistakes?: MistakeFacts;
  readonly least?: readonly LeastAlikePicture[];
}

/**
 * The pictures of a report, made from the files as they are, or none.
 *
 * @param wanted false for `--no-pictures`
 */
export async function reportPictures(
  {
    named,
    mistakes,
    scope,
  }: {
    readonly named: readonly NamedImage[];
    readonly mistakes: ChosenMistakes | undefined;
    readonly scope: ResultScope | null;
  },
  places: ImagePlaces,
  wanted: boolean,
  io: Pick<CommandIo, "signal">,
): Promise<ReportPictures> {
  if (!wanted) {
    if (mistakes === undefined) return { names: [] };
    return { names: [], mistakes: withoutPictures(mistakes, PICTURES_LEFT_OUT) };
  }
  const ports = picturePorts(places, io);
  const names = await namePictures(named, ports);
  const least = await leastPictures(scope, places.images.file, ports);
  const shown = { names, ...(least.length === 0 ? {} : { least }) };
  if (mistakes === undefined) return shown;
  const left = bytesBeside([...names, ...eachThumbnail(least)], MOST_PICTURE_BYTES);
  return { ...shown, mistakes: await withPictures(mistakes, ports, left) };
}

/** What pictures of images of a set are made from and with. */
export function picturePorts(
  { images, opened }: ImagePlaces,
  { signal }: Pick<CommandIo, "signal">,
): PicturePorts {
  return {
    async read(image) {
      const file = opened.files[images.found[image]!];
      return file === undefined ? null : readImageFile(await opened.folder.diskPath(file.path));
    },
    decoder: createNodePixelDecoder(),
    encoder: createNodeJpegEncoder(),
    signal,
  };
}
