import { folderOf, type ListedFile } from "../formats/file-access.js";
import { type ImageTruth, TRUTH_STATE, type Unfit } from "../formats/import-types.js";
import type { ResultListed } from "../results/result.js";
import { areCounted, areLabelSets, type SeveralLabels } from "./label-rules.js";
import type { TruthMap } from "./truth-map.js";

/** How image-level truth is counted (CONTRACT, "What is counted"). */
export interface CountingRules {
  /** What an image with several labels is. */
  readonly severalLabels: SeveralLabels;
  /** What an image without any annotation is. */
  readonly noAnnotation: "empty" | "unlabelled";
  /** Whether an image must be on disk to be scored: not where predictions come from a file. */
  readonly filesNeeded: boolean;
  /**
   * Whether objects are scored and not images: a label that the map ignores leaves out its objects
   * alone, and COCO's images are in the order of their ids, by which its ties are broken.
   */
  readonly objects?: boolean;
  /** Files without a row that are left out by a condition. Default none. */
  readonly leftOut?: ReadonlySet<number>;
  /** What was decided before on rows that contradict each other, for the notes. Default none. */
  readonly decided?: readonly ResultListed[];
}

/** Images with what the ground truth says of them, as columns. */
export interface LabelledImages {
  readonly file: readonly string[];
  /** First row of the truth that names the image: its attributes. */
  readonly row: Int32Array;
  /** Classes of image i are `classIndex[classStart[i] … classStart[i + 1] − 1]`, ascending. */
  readonly classStart: Int32Array;
  readonly classIndex: Int32Array;
}

/** For sets of which every labelled image is there. */
export const NO_IMAGES: LabelledImages = {
  file: [],
  row: new Int32Array(0),
  classStart: new Int32Array(1),
  classIndex: new Int32Array(0),
};

/**
 * The images of an evaluation: each is to be scored, or is listed exactly once. Those to score are in
 * code-unit order of their names (objects of COCO: of their ids), whatever the order of the label file.
 */
export interface ImageSet extends LabelledImages {
  /** Index into the found files, or −1 where an image is known by its row alone. */
  readonly found: Int32Array;
  /** Labelled images that would be scored if their files were there; listed as `missing-file`. */
  readonly missing: LabelledImages;
  /** All images: those to score and those listed. */
  readonly images: number;
  readonly labelled: number;
  readonly ignored: number;
  readonly listed: readonly ResultListed[];
  readonly notes: readonly ResultListed[];
}

/** Which file each row of the truth means: what `matchFiles` found. */
export interface RowFiles {
  /** Index into the files, −1 where none is meant or it is not clear which. */
  readonly fileOf: Int32Array;
  /** Why a row has no file. */
  whyNot(row: number): { readonly what: string };
}

interface Image {
  readonly name: string;
  readonly found: number;
  readonly rows: number[];
}

/**
 * Joins ground truth with the files that are there and decides for every image whether it is scored
 * or why not.
 *
 * @param rows rows of the truth that `--where` keeps, ascending
 * @param rowFiles the file of every row of the truth, kept or not
 * @param otherFiles indices of files that rows name in another role (masks): not images
 */
export function joinImages(
  truth: ImageTruth,
  rows: Int32Array,
  { fileOf: fileOfRow, whyNot }: RowFiles,
  files: readonly ListedFile[],
  otherFiles: ReadonlySet<number>,
  map: TruthMap,
  rules: CountingRules,
): ImageSet {
  const images = groupRows(truth, rows, fileOfRow, files);
  const listed: ResultListed[] = [];
  const notes: ResultListed[] = [...(rules.decided ?? [])];
  const scored: ClassedImage[] = [];
  const missing: ClassedImage[] = [];
  const labelledFolders = new Set<string>();
  const joined: Image[] = [];
  let labelled = 0;

  for (const image of images) {
    const counted = areCounted(rules) ? whyNoCount(truth, image.rows, rules) : null;
    const labels = labelsOfRows(truth, image.rows, rules);
    if (labels !== null) {
      labelled++;
      labelledFolders.add(folderOf(image.name));
    }
    const isMissing = rules.filesNeeded && image.found < 0;
    const unfit = counted ?? whyUnfit(labels, map, rules);
    // Rows that contradict each other are listed as that.
    if (image.rows.length > 1 && unfit?.code !== "several-labels") joined.push(image);
    const problem = isMissing ? { code: "missing-file", what: whyNot(image.rows[0]!).what } : unfit;
    if (problem !== null) listed.push({ file: image.name, ...problem });
    if (unfit !== null) continue;
    const classes = (labels ?? []).flatMap((label) =>
      map.isIgnored(label) ? [] : [map.classOf(label)],
    );
    const own = areCounted(rules) ? classes : [...new Set(classes)];
    const fit = { image, classes: own.sort((a, b) => a - b) };
    (isMissing ? missing : scored).push(fit);
  }

  if (joined.length > 0) notes.push(joinedNote(joined, truth.source));
  const { leftOut = NONE } = rules;
  const beside = filesWithoutRow(fileOfRow, files, otherFiles, labelledFolders, leftOut);
  for (const index of beside.unlabelled) {
    listed.push({
      file: files[index]!.path,
      code: "unlabelled",
      what: `no row of ${truth.source} names it`,
    });
  }

  const rank = rules.objects === true ? cocoRanks(truth) : null;
  const inOrder = ({ image: a }: ClassedImage, { image: b }: ClassedImage): number =>
    (rank === null ? 0 : rank[a.rows[0]!]! - rank[b.rows[0]!]!) || compareText(a.name, b.name);
  scored.sort(inOrder);
  return {
    ...columnsOf(scored),
    found: Int32Array.from(scored, ({ image }) => image.found),
    missing: columnsOf(missing.sort(inOrder)),
    images: images.length + beside.unlabelled.length,
    labelled,
    ignored: beside.ignored,
    listed: listed.sort((a, b) => compareText(a.file, b.file)),
    notes,
  };
}

const JOINED_NAMED = 3;

/** One note, however many images have a row for each of their labels. */
function joinedNote(images: readonly Image[], source: string): ResultListed {
  const code = "labels/several-rows";
  const [first, ...others] = images;
  if (first !== undefined && others.length === 0) {
    const what = `${first.rows.length} rows of ${source} name this image; they were joined`;
    return { file: first.name, code, what };
  }
  const named = images.slice(0, JOINED_NAMED).map(({ name }) => name);
  const more = images.length - named.length;
  const names = more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
  return {
    file: "",
    code,
    what: `${images.length} images have several rows of ${source} each, which were joined: ${names}`,
  };
}

interface ClassedImage {
  readonly image: Image;
  readonly classes: readonly number[];
}

function columnsOf(images: readonly ClassedImage[]): LabelledImages {
  const classStart = new Int32Array(images.length + 1);
  for (const [i, { classes }] of images.entries()) {
    classStart[i + 1] = classStart[i]! + classes.length;
  }
  return {
    file: images.map(({ image }) => image.name),
    row: Int32Array.from(images, ({ image }) => image.rows[0]!),
    classStart,
    classIndex: Int32Array.from(images.flatMap(({ classes }) => classes)),
  };
}

/** Some of the images, in the order given. */
export function pickImages(images: LabelledImages, picked: Int32Array): LabelledImages {
  const classStart = new Int32Array(picked.length + 1);
  const classIndex: number[] = [];
  for (const [at, i] of picked.entries()) {
    classIndex.push(
      ...images.classIndex.subarray(images.classStart[i]!, images.classStart[i + 1]!),
    );
    classStart[at + 1] = classIndex.length;
  }
  return {
    file: Array.from(picked, (i) => images.file[i]!),
    row: picked.map((i) => images.row[i]!),
    classStart,
    classIndex: Int32Array.from(classIndex),
  };
}

/** Place of each row in the order of COCO's ids; null for other formats. */
function cocoRanks({ coco, rowCount }: ImageTruth): Int32Array | null {
  if (coco === undefined) return null;
  const ranks = new Int32Array(rowCount);
  for (const [rank, row] of coco.imageOrder.entries()) ranks[row] = rank;
  return ranks;
}

/** Code-unit order, the same on every machine whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows that name one image, joined: by the file they match, or by the name where none is there. */
export function groupRows(
  truth: ImageTruth,
  rows: Int32Array,
  fileOfRow: Int32Array,
  files: readonly ListedFile[],
): Image[] {
  const byFile = new Map<number, Image>();
  const byName = new Map<string, Image>();
  const images: Image[] = [];
  for (const row of rows) {
    const found = fileOfRow[row]!;
    const name = found >= 0 ? files[found]!.path : truth.file[row]!;
    const known = found >= 0 ? byFile.get(found) : byName.get(name);
    if (known !== undefined) {
      known.rows.push(row);
      continue;
    }
    const image: Image = { name, found, rows: [row] };
    images.push(image);
    if (found >= 0) byFile.set(found, image);
    else byName.set(name, image);
  }
  return images;
}

/** Why an image has no count of its labels: its row says so, or its rows count differently. */
function whyNoCount(
  truth: ImageTruth,
  rows: readonly number[],
  rules: Pick<CountingRules, "severalLabels" | "noAnnotation">,
): Unfit | null {
  for (const row of rows) {
    const own = truth.unfit?.get(row);
    if (own !== undefined) return own;
  }
  const said = rows.flatMap((row) => labelsOfRows(truth, [row], rules)?.join("\n") ?? []);
  if (said.every((one) => one === said[0])) return null;
  return { code: "counts/two-counts", what: `rows of ${truth.source} count it differently` };
}

/**
 * Distinct labels of an image in code-unit order, null where it has none; counted ones each as often as
 * the first row with labels says. An image stated empty has the empty label, or as a set of labels the
 * empty set.
 *
 * @param rows those that name the image
 */
export function labelsOfRows(
  truth: ImageTruth,
  rows: readonly number[],
  rules: Pick<CountingRules, "severalLabels" | "noAnnotation">,
): string[] | null {
  const labels = new Set<string>();
  const counted: string[] = [];
  let isEmpty = false;
  for (const row of rows) {
    if (areCounted(rules) && counted.length === 0) {
      for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
        counted.push(truth.labelNames[truth.labelIndex[at]!]!);
      }
    }
    for (let at = truth.labelStart[row]!; at < truth.labelStart[row + 1]!; at++) {
      labels.add(truth.labelNames[truth.labelIndex[at]!]!);
    }
    const statedEmpty = truth.state[row] === TRUTH_STATE.empty;
    const takenAsEmpty =
      truth.state[row] === TRUTH_STATE.unlabelled && rules.noAnnotation === "empty";
    if ((statedEmpty || takenAsEmpty) && truth.labelStart[row] === truth.labelStart[row + 1]) {
      isEmpty = true;
    }
  }
  if (isEmpty && !areLabelSets(rules)) labels.add(EMPTY_LABEL);
  if (labels.size === 0 && !isEmpty) return null;
  return (areCounted(rules) ? counted : [...labels]).sort(compareText);
}

/** The label of an image that somebody looked at and found nothing on. */
export const EMPTY_LABEL = "empty";

/** Why an image's labels do not let it be scored; null where they do. */
function whyUnfit(
  labels: readonly string[] | null,
  map: TruthMap,
  rules: CountingRules,
): { readonly code: string; readonly what: string } | null {
  if (labels === null) return { code: "unlabelled", what: "it has no label" };
  const ignored = labels.find((label) => map.isIgnored(label));
  if (ignored !== undefined && rules.objects !== true && !areCounted(rules)) {
    return {
      code: "label-outside",
      what: `its label ${JSON.stringify(ignored)} is left out by the label map`,
    };
  }
  if (rules.severalLabels === "list") {
    const classes = new Set(labels.map((label) => map.classOf(label)));
    if (classes.size > 1) {
      return {
        code: "several-labels",
        what: `it has ${labels.length} labels: ${labels.slice(0, 5).join(", ")}`,
      };
    }
  }
  return null;
}

const NONE: ReadonlySet<number> = new Set();

/** Image files that no row names: beside a labelled image they are images without a label. */
function filesWithoutRow(
  fileOfRow: Int32Array,
  files: readonly ListedFile[],
  otherFiles: ReadonlySet<number>,
  labelledFolders: ReadonlySet<string>,
  leftOut: ReadonlySet<number>,
): { readonly unlabelled: readonly number[]; readonly ignored: number } {
  const named = new Set(fileOfRow);
  const unlabelled: number[] = [];
  let ignored = 0;
  for (const [index, { path }] of files.entries()) {
    if (named.has(index) || leftOut.has(index) || !isImageName(path)) continue;
    if (!otherFiles.has(index) && labelledFolders.has(folderOf(path))) unlabelled.push(index);
    else ignored++;
  }
  return { unlabelled, ignored };
}

const IMAGE_NAME = /\.(jpe?g|jpe|jfif|png|webp|tiff?|bmp|gif|hei[cf]|avif|dcm)$/i;

/** Whether a file's name says that it is an image, whether or not it can be decoded. */
export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

/** Paths of the files that are images by their names. */
export function imagePaths(files: readonly ListedFile[]): string[] {
  return files.map(({ path }) => path).filter(isImageName);
}
