import { createRandom, drawToFront } from "../../core/random.js";
import { featuresOfTable } from "../../dataset/feature-columns.js";
import { type ImageFeatures, type PlacedFeatures, sketched } from "../../dataset/image-features.js";
import { MOST_A_SIDE } from "../../dataset/profile/embedding-distance.js";
import { formatCsvRow } from "../../formats/delimited/csv-write.js";
import type { FileAccess } from "../../formats/file-access.js";
import { readImageTruth } from "../../formats/read.js";
import type { BoundFile, RecordFeatures, TransparencyRecord } from "../record/record-types.js";
import type { RecordOutput } from "./create-types.js";

/** Beyond, they are brought to 256 numbers an image. */
const MOST_KEPT = 512;
const DIGITS = 4;
const FILE = "features.csv";
/** Of the random stream that images are drawn by. */
const STREAM = 3;

/**
 * Writes features of the test images beside a record: a row an image, of 2,000 drawn by the seed at most, with four digits,
 * and of no more than 512 numbers. They are no pictures, but tell what a picture is like to the model.
 *
 * @param names of the scored images, as the manifest has them
 * @param rowOf row of each in `features`; negative for none
 * @returns null where no image has any
 */
export async function writeFeatures(
  features: ImageFeatures,
  names: readonly string[],
  rowOf: (image: number) => number,
  { seed, output }: { readonly seed: number; readonly output: RecordOutput },
): Promise<{ readonly file: BoundFile; readonly features: RecordFeatures } | null> {
  const all = Int32Array.from(names.keys()).filter((image) => features.has[rowOf(image)] === 1);
  if (all.length === 0) return null;
  if (all.length > MOST_A_SIDE) drawToFront(all, MOST_A_SIDE, createRandom(seed, STREAM));
  const images = all.slice(0, MOST_A_SIDE).sort();
  const { width, values, given, source } =
    features.width > MOST_KEPT ? sketched(features) : features;
  const columns = Array.from({ length: width }, (_, d) => `f${d}`);
  function* pieces(): Iterable<string> {
    yield formatCsvRow(["file", ...columns]);
    for (const image of images) {
      const from = rowOf(image) * width;
      const row = Array.from(values.subarray(from, from + width), (value) =>
        Number(value.toPrecision(DIGITS)),
      );
      yield formatCsvRow([names[image]!, ...row]);
    }
  }
  const file = await output.write(FILE, pieces());
  // The name of a table, without the folders of whoever made it.
  const own = source.split(/[/\\]/).at(-1) ?? source;
  return { file, features: { source: own, given, kept: width, images: images.length } };
}

/**
 * The features that a record has of its test images; null where it has none, or its files are not there.
 *
 * @param access whose files are held against their hashes
 * @param names of the scored images, in the order of the manifest
 * @throws HomegroundError as the reader of tables, and `record/…` for another file than the record's
 */
export async function recordFeatures(
  { files, features: told }: Pick<TransparencyRecord, "files" | "features">,
  access: FileAccess,
  names: readonly string[] | undefined,
): Promise<PlacedFeatures | null> {
  const { features: file } = files;
  if (file === undefined || told === undefined || names === undefined) return null;
  if ((await access.kindOf(file.path))?.kind !== "file") return null;
  // Read once to its end, so that the table that is used is the one that the record binds.
  await access.read(file.path);
  const table = await readImageTruth(access, file.path, { columns: { labels: [] } });
  const named = new Set(table.file);
  const images = Int32Array.from(names.keys()).filter((image) => named.has(names[image]!));
  const features = featuresOfTable(
    table,
    Array.from(images, (image) => names[image]!),
  );
  return { features: { ...features, source: told.source, given: told.given }, images };
}
