import { appendColumn } from "../../core/append-column.js";
import { type ImageSet, type LabelledImages, pickImages } from "../../dataset/image-set.js";

/**
 * Labelled images that nothing was said about: a file of predictions without a row or a score, an image
 * that cannot be read, a model that failed or took too long, a file that is not where the label says.
 * Images without a label that counts are none of them: there is nothing to be right about.
 */
export interface UnansweredImages extends LabelledImages {
  /** Number in the set; those whose file is missing are numbered behind its images. */
  readonly image: Int32Array;
}

/** @param unanswered images of the set that got no answer */
export function unansweredImages(images: ImageSet, unanswered: Int32Array): UnansweredImages {
  const { missing, file } = images;
  const some = pickImages(images, unanswered);
  const classes = some.classIndex.length;
  return {
    file: some.file.concat(missing.file),
    row: appendColumn(some.row, missing.row),
    classStart: appendColumn(
      some.classStart,
      missing.classStart.subarray(1).map((at) => at + classes),
    ),
    classIndex: appendColumn(some.classIndex, missing.classIndex),
    image: appendColumn(
      unanswered,
      Int32Array.from(missing.file, (_, i) => file.length + i),
    ),
  };
}
