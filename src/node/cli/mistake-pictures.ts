import type { ChosenMistakes } from "../../analyses/mistakes/chosen-mistakes.js";
import { withoutPictures, withPictures } from "../../analyses/mistakes/mistake-pictures.js";
import { PICTURES_LEFT_OUT } from "../../analyses/mistakes/words.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { MistakeFacts } from "../../results/report-input.js";
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

/**
 * Mistakes with their pictures, made from the files as they are, or without.
 *
 * @param wanted false for `--no-pictures`
 */
export async function mistakePictures(
  chosen: ChosenMistakes,
  { images, opened }: ImagePlaces,
  wanted: boolean,
  { signal }: Pick<CommandIo, "signal">,
): Promise<MistakeFacts> {
  if (!wanted) return withoutPictures(chosen, PICTURES_LEFT_OUT);
  return withPictures(chosen, {
    async read(image) {
      const file = opened.files[images.found[image]!];
      return file === undefined ? null : readImageFile(await opened.folder.diskPath(file.path));
    },
    decoder: createNodePixelDecoder(),
    encoder: createNodeJpegEncoder(),
    signal,
  });
}
