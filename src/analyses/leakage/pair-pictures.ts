import type { Cancellation } from "../../core/cancellation.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { JpegEncoder } from "../../images/jpeg-encoder.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import type { PairPicture } from "../../results/report-input.js";
import type { ResultDuplicate } from "../../results/result.js";
import { makePictures } from "../mistakes/mistake-pictures.js";

/** So many pairs have pictures in a report, and so many bytes of its pictures are theirs. */
const MOST_PAIRS = 8;
const MOST_BYTES = 160_000;

/** A pair, and where its two images are; a path is null where an image is not on disk. */
export interface PlacedPair {
  readonly duplicate: ResultDuplicate;
  readonly sides: readonly [ImageAt, ImageAt];
}

export interface ImageAt {
  readonly access: FileAccess | null;
  readonly path: string | null;
}

/** What a person may doubt comes first: that a file is the same one is plain. */
const ORDER = ["altered", "near", "same-pixels"] as const;

/**
 * Pictures of pairs, side by side: those whose likeness has to be judged, one pair an image.
 *
 * @throws the reason of `signal`
 */
export async function pairPictures(
  pairs: readonly PlacedPair[],
  ports: {
    readonly decoder: () => PixelDecoder;
    readonly encoder: JpegEncoder;
    readonly signal: Cancellation;
  },
): Promise<readonly PairPicture[]> {
  const known = new Set<string>();
  const chosen = ORDER.flatMap((kind) => pairs.filter(({ duplicate }) => duplicate.kind === kind))
    .filter(({ duplicate: { a } }) => !known.has(a) && known.add(a))
    .slice(0, MOST_PAIRS);
  const sides = chosen.flatMap((pair) => pair.sides);
  const made = await makePictures(
    sides.map((_, image) => ({ image, around: null })),
    {
      async read(side) {
        const { access, path } = sides[side]!;
        return access === null || path === null ? null : access.read(path);
      },
      decoder: ports.decoder(),
      encoder: ports.encoder,
      signal: ports.signal,
    },
    MOST_BYTES,
  );
  return chosen.flatMap(({ duplicate }, i): PairPicture[] => {
    const [own, other] = [made[2 * i]?.thumbnail, made[2 * i + 1]?.thumbnail];
    return own === undefined || other === undefined ? [] : [{ duplicate, own, other }];
  });
}
