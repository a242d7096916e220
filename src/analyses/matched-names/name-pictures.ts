import type { ImageSet } from "../../dataset/image-set.js";
import { labelExamples } from "../../dataset/label-examples.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import type { LabelMap } from "../../models/label-map.js";
import type { NameExample } from "../../results/report-input.js";
import { makePictures, type PicturePorts } from "../mistakes/mistake-pictures.js";

/** So many names have pictures in a report, and so many bytes of its pictures are theirs. */
const MOST_NAMES = 8;
const MOST_BYTES = 80_000;

/** An image of a label that was matched, with the labels of the model that it was taken for. */
export interface NamedImage extends Omit<NameExample, "thumbnail"> {
  /** Image of the set. */
  readonly image: number;
}

/**
 * Scored images of the labels that a map takes for labels of the model with other names; none of those that have
 * the very same name.
 */
export function imagesOfMatched(
  map: LabelMap,
  placed: Pick<TruthOnFiles, "truth" | "rows" | "rowFiles" | "files">,
  { found }: Pick<ImageSet, "found">,
): readonly NamedImage[] {
  const matched = [...map].flatMap(([label, target]) => {
    if (target.kind !== "model-labels") return [];
    const isSame = target.labels.length === 1 && target.labels[0] === label;
    return isSame ? [] : [{ label, to: target.labels }];
  });
  if (matched.length === 0) return [];
  const { files, rows, rowFiles } = placed;
  const scored = new Set(found);
  const examples = labelExamples({
    ...placed,
    rows: rows.filter((row) => scored.has(rowFiles.fileOf[row]!)),
  });
  const imageOf = new Map([...found].map((file, image) => [files[file]?.path, image]));
  return matched
    .filter(({ label }) => examples.has(label))
    .slice(0, MOST_NAMES)
    .flatMap(({ label, to }) =>
      examples
        .get(label)!
        .map((file): NamedImage => ({ label, to, file, image: imageOf.get(file)! })),
    );
}

/**
 * The images with their pictures, without those that have none.
 *
 * @throws the reason of `signal`
 */
export async function namePictures(
  named: readonly NamedImage[],
  ports: PicturePorts,
): Promise<readonly NameExample[]> {
  const wanted = named.map(({ image }) => ({ image, around: null }));
  const made = await makePictures(wanted, ports, MOST_BYTES);
  return named.flatMap(({ image: _, ...example }, i): NameExample[] => {
    const { thumbnail } = made[i]!;
    return thumbnail === undefined ? [] : [{ ...example, thumbnail }];
  });
}

/** Bytes that are left for other pictures of the report. */
export function bytesBeside(
  examples: readonly Pick<NameExample, "thumbnail">[],
  mostBytes: number,
): number {
  return examples.reduce((left, { thumbnail }) => left - thumbnail.bytes.length, mostBytes);
}
