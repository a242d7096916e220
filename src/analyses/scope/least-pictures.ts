import type { LeastAlikePicture, Thumbnail } from "../../results/report-input.js";
import type { ResultScope } from "../../results/scope-result.js";
import { makePictures, type PicturePorts } from "../mistakes/mistake-pictures.js";

/** So many images have pictures in a report, and so many bytes of its pictures are theirs. */
const MOST_IMAGES = 8;
const MOST_BYTES = 160_000;

/**
 * Pictures of the images of a set that are least alike, each with the nearest of the images here that is like the test images.
 * Those of the test images are not here to be shown.
 *
 * @param files names of the images that `ports.read` reads
 * @throws the reason of `ports.signal`
 */
export async function leastPictures(
  scope: Pick<ResultScope, "embedding"> | null,
  files: readonly string[],
  ports: PicturePorts,
): Promise<readonly LeastAlikePicture[]> {
  const chosen = (scope?.embedding?.least ?? []).slice(0, MOST_IMAGES);
  const named = new Set(
    chosen.flatMap(({ file, here }) => (here === null ? [file] : [file, here])),
  );
  const wanted = [...files.entries()].flatMap(([image, file]) =>
    named.has(file) ? [{ file, image, around: null }] : [],
  );
  const made = await makePictures(wanted, ports, MOST_BYTES);
  const pictureOf = new Map(wanted.map(({ file }, i) => [file, made[i]?.thumbnail]));
  return chosen.flatMap(({ file, here }): LeastAlikePicture[] => {
    const own = pictureOf.get(file);
    const alike = here === null ? undefined : pictureOf.get(here);
    return own === undefined ? [] : [{ file, own, alike: alike ?? null }];
  });
}

/** All of them, one by one. */
export function eachThumbnail(
  pictures: readonly LeastAlikePicture[],
): readonly { readonly thumbnail: Thumbnail }[] {
  return pictures
    .flatMap(({ own, alike }) => (alike === null ? [own] : [own, alike]))
    .map((thumbnail) => ({ thumbnail }));
}
