import { agreed } from "../../core/agreed.js";
import type { Cancellation } from "../../core/cancellation.js";
import type { CreateDigest } from "../../core/digest.js";
import { said, say } from "../../core/sentence.js";
import { cellText, type Table } from "../../core/table.js";
import { foldName } from "../../formats/column-names.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { JpegEncoder } from "../../images/jpeg-encoder.js";
import type { PictureLooker } from "../../images/picture-look.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import { foldTrainingName } from "../../records/record/training-domain.js";
import type { PairPicture } from "../../results/report-input.js";
import type {
  LeavesOut,
  Note,
  ResultDuplicate,
  ResultLeakage,
  ResultListed,
} from "../../results/result.js";
import { alterationOf, pairWords } from "./alteration.js";
import { looksInParts } from "./altered-copies.js";
import {
  type ComparedWith,
  findLikenesses,
  kindOfLikeness,
  type Likeness,
  looksForTurned,
  PICTURE_KINDS,
} from "./find-pairs.js";
import { type ImagePrints, printImages, type StatedDigests } from "./image-prints.js";
import type { KeptPrints } from "./kept-prints.js";
import { type PlacedPair, pairPictures } from "./pair-pictures.js";
import { type SharedGroup, sharedGroups } from "./shared-groups.js";

/** What a model was trained on, as one list states it. */
export interface TrainingImages {
  /** As the user named it. */
  readonly source: string;
  readonly kind: "list" | "split";
  readonly name: readonly string[];
  /** Inside the access; null where the image is not on disk. */
  readonly path: readonly (string | null)[];
  readonly access: FileAccess | null;
  /** Hashes of images that are not on disk. */
  readonly stated: StatedDigests | null;
  /** A row an image; null where the list says nothing else. */
  readonly attributes: Table | null;
  /** Evaluated image that is the very same file; −1 where none is. */
  readonly sameFile: Int32Array;
}

/** The evaluated images, in the order of the set. */
export interface LookedAtImages {
  readonly file: readonly string[];
  readonly path: readonly (string | null)[];
  readonly access: FileAccess;
  readonly attributes: Table;
  /** Row of the attributes of each image. */
  readonly row: Int32Array;
  /** Of `--cluster`, −1 where an image has none; null where no cluster is asked about. */
  readonly cluster: Int32Array | null;
}

export interface LeakagePorts {
  readonly looker: PictureLooker;
  /** For pictures of pairs. */
  readonly decoder: () => PixelDecoder;
  readonly createDigest: CreateDigest;
  readonly signal: Cancellation;
  /** Whether pictures are read and compared; without, only groups and the very same files are. */
  readonly pictures: boolean;
  /** More images than that are not looked at part by part, which takes some 20 ms each; default: as many as fit into memory. */
  readonly mostInParts?: number;
  /** Prints of an earlier run; absent: every picture is read. */
  readonly kept?: KeptPrints;
  /** For pictures of the pairs that are found; null where none are wanted. */
  readonly encoder: JpegEncoder | null;
  /** Finds what `findLikenesses` does, in other threads; absent: here. */
  readonly compare?: (
    images: ImagePrints,
    others: ComparedWith,
    signal: Cancellation,
  ) => Promise<Likeness[]>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Images that a figure is given without. */
export interface LeftOut {
  readonly across: "training" | "cluster";
  readonly leaves: LeavesOut;
  /** 1 where the image is left out. */
  readonly isLeft: Uint8Array;
  readonly images: number;
}

/** What was found before any figure. */
export interface Leakage {
  readonly duplicates: readonly ResultDuplicate[];
  readonly training: ResultLeakage["training"];
  readonly found: ResultLeakage["found"];
  readonly groups: ResultLeakage["groups"];
  /** Levels that the lists have of attributes of the images, by folded names; absent: none was read. */
  readonly trainedLevels?: ReadonlyMap<string, ReadonlySet<string>>;
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly Note[];
  readonly pairs: readonly PairPicture[];
}

/**
 * Looks for evaluated images that the model may have seen in training, and for copies in two
 * clusters: the same file, the same pixels, nearly the same look, and the same patient, camera or
 * sequence on both sides. Every image on disk is read and decoded once.
 */
export async function lookForLeakage(
  images: LookedAtImages,
  lists: readonly TrainingImages[],
  ports: LeakagePorts,
): Promise<Leakage> {
  const onDisk = (paths: readonly (string | null)[]): number =>
    paths.reduce((sum, path) => sum + (path === null ? 0 : 1), 0);
  const total = lists.reduce((sum, { path }) => sum + onDisk(path), onDisk(images.path));
  const { mostInParts = Number.POSITIVE_INFINITY } = ports;
  const inParts = ports.pictures && looksInParts(total) && total <= mostInParts;
  let done = 0;
  const onPrinted = (): void => ports.onProgress?.(++done, total);
  const read = (paths: readonly (string | null)[]): readonly (string | null)[] =>
    ports.pictures ? paths : paths.map(() => null);
  const prints = await printImages(read(images.path), {
    ...ports,
    access: images.access,
    inParts,
    onPrinted,
  });
  const { compare = findLikenesses } = ports;
  const findings = createFindings(images);
  const trainedLevels = new Map<string, Set<string>>();
  let trainingImages = 0;
  let compared = 0;
  let plain = prints.plain;
  let hasAllTurned = images.cluster === null || looksForTurned(prints.count, prints.count);
  for (const list of lists) {
    const { access } = list;
    const printed = await printImages(
      read(list.path),
      { ...ports, access, inParts, onPrinted },
      list.stated,
    );
    trainingImages += printed.count;
    compared += hashed(printed);
    plain += printed.plain;
    hasAllTurned &&= looksForTurned(prints.count, printed.count);
    const alike = await compare(prints, { training: printed }, ports.signal);
    findings.add("training", withSameFiles(alike, list), list);
    if (list.attributes === null) continue;
    addLevels(trainedLevels, images.attributes, list.attributes);
    findings.addGroups(sharedGroups(images.attributes, images.row, list.attributes), list.name);
  }
  if (images.cluster !== null) {
    const others = { training: null, cluster: images.cluster };
    const across = await compare(prints, others, ports.signal);
    findings.add("cluster", across, { ...images, name: images.file });
  }
  const { duplicates, placed, ...counted } = findings.finish();
  const { encoder } = ports;
  const pairs = encoder === null ? [] : await pairPictures(placed, { ...ports, encoder });
  return {
    ...counted,
    duplicates,
    pairs,
    training:
      lists.length === 0
        ? null
        : {
            sources: lists.map(({ source }) => source),
            kind: lists.some(({ kind }) => kind === "list") ? "list" : "split",
            images: trainingImages,
            compared,
          },
    trainedLevels,
    notes: ports.pictures
      ? [
          ...pairNotes(duplicates),
          ...notesOf(prints, lists, trainingImages - compared, plain, { hasAllTurned, inParts }),
        ]
      : [...pairNotes(duplicates), notComparedNote(total)],
  };
}

/** Levels of a training list by attributes that the evaluated images have too. */
function addLevels(levels: Map<string, Set<string>>, images: Table, training: Table): void {
  const known = new Set([...images.columns.keys()].map(foldName));
  for (const [name, column] of training.columns) {
    const key = foldName(name);
    if (!known.has(key)) continue;
    const own = levels.get(key) ?? new Set<string>();
    levels.set(key, own);
    for (let row = 0; row < training.rowCount; row++) {
      const level = cellText(column, row);
      if (level !== null) own.add(foldTrainingName(level));
    }
  }
}

/** Images of a list that can be compared with anything. */
function hashed({ count, bytes, pixels }: ImagePrints): number {
  let n = 0;
  for (let i = 0; i < count; i++) if (bytes.has(i) || pixels.has(i)) n++;
  return n;
}

/** The very same file is a copy, whether or not it can be read. */
function withSameFiles(
  likenesses: readonly Likeness[],
  { sameFile }: Pick<TrainingImages, "sameFile">,
): readonly Likeness[] {
  const known = new Set(likenesses.map(({ image }) => image));
  const added: Likeness[] = [];
  for (let other = 0; other < sameFile.length; other++) {
    const image = sameFile[other]!;
    if (image < 0 || known.has(image)) continue;
    known.add(image);
    added.push({
      image,
      pairs: [{ image, other, kind: "same-bytes", bits: 0, isTurned: false, how: null }],
      count: 1,
    });
  }
  if (added.length === 0) return likenesses;
  return [...likenesses, ...added].sort((a, b) => a.image - b.image);
}

/** Collects what is found, by side and kind. */
function createFindings(images: Pick<LookedAtImages, "file" | "path" | "access">) {
  const { file } = images;
  const duplicates: ResultDuplicate[] = [];
  const placed: PlacedPair[] = [];
  const groups: ResultLeakage["groups"][number][] = [];
  const inGroups = new Uint8Array(file.length);
  /** The strongest kind of each image, as 1 + its place among the kinds; 0 for none. */
  const strongest = { training: new Uint8Array(file.length), cluster: new Uint8Array(file.length) };
  const pairs = { training: new Float64Array(file.length), cluster: new Float64Array(file.length) };
  return {
    add(
      across: "training" | "cluster",
      likenesses: readonly Likeness[],
      others: Pick<TrainingImages, "name" | "path" | "access">,
    ): void {
      for (const likeness of likenesses) {
        const { image, count } = likeness;
        const rank = 1 + PICTURE_KINDS.indexOf(kindOfLikeness(likeness));
        const before = strongest[across][image]!;
        strongest[across][image] = before === 0 ? rank : Math.min(before, rank);
        pairs[across][image]! += count;
        for (const { other, kind, isTurned, how } of likeness.pairs) {
          const turned = isTurned ? { turned: true as const } : {};
          const differs = how?.differs === true ? { differs: true as const } : {};
          const altered = kind === "altered" ? { altered: alterationOf(how!) } : {};
          const said = { ...turned, ...differs, ...altered };
          const [a, b] = [file[image]!, others.name[other]!];
          const duplicate = { a, b, kind, ...said, across };
          duplicates.push(duplicate);
          const own = { access: images.access, path: images.path[image]! };
          const second = { access: others.access, path: others.path[other]! };
          placed.push({ duplicate, sides: [own, second] });
        }
      }
    },
    addGroups(shared: readonly SharedGroup[], names: readonly string[]): void {
      for (const { attribute, value, images, trainingImages, other } of shared) {
        groups.push({ attribute, value, images: images.length, trainingImages });
        const [first] = images;
        if (first !== undefined) {
          const [a, b] = [file[first]!, names[other]!];
          duplicates.push({ a, b, kind: "same-group", across: "training" });
        }
        for (const image of images) inGroups[image] = 1;
      }
    },
    finish() {
      const found: ResultLeakage["found"][number][] = [];
      const leftOut: LeftOut[] = [];
      for (const across of ["training", "cluster"] as const) {
        const ranks = strongest[across];
        for (const [k, kind] of PICTURE_KINDS.entries()) {
          const of = Int32Array.from(ranks.keys()).filter((i) => ranks[i] === k + 1);
          const all = of.reduce((sum, i) => sum + pairs[across][i]!, 0);
          if (of.length > 0) found.push({ across, kind, images: of.length, pairs: all });
        }
        const near = 1 + PICTURE_KINDS.indexOf("near");
        addLeftOut(
          leftOut,
          across,
          "copies",
          ranks.map((rank) => Number(rank > 0 && rank < near)),
        );
        addLeftOut(
          leftOut,
          across,
          "near",
          ranks.map((rank) => Number(rank > 0)),
        );
        if (across === "cluster") continue;
        const grouped = ranks.map((rank, i) => Number(rank > 0 || inGroups[i] === 1));
        addLeftOut(leftOut, across, "groups", grouped);
      }
      return { duplicates, placed, groups, found, leftOut };
    },
  };
}

/** Each step is given where it leaves out more than the one before. */
function addLeftOut(
  leftOut: LeftOut[],
  across: LeftOut["across"],
  leaves: LeavesOut,
  isLeft: Uint8Array,
): void {
  const images = isLeft.reduce((sum, left) => sum + left, 0);
  const before = leftOut.filter((one) => one.across === across).at(-1)?.images ?? 0;
  if (images > before) leftOut.push({ across, leaves, isLeft, images });
}

const KIND_WORDS = {
  "same-bytes": "the same file as",
  "same-pixels": "the same pixels as",
  near: "nearly the same look as",
  altered: "an altered copy of",
  "same-group": "of one group with",
} as const;

/** A note a pair, for the list of everything that is worth saying about an image. */
function pairNotes(duplicates: readonly ResultDuplicate[]): ResultListed[] {
  return duplicates.map(({ a, b, kind, across, ...pair }) => ({
    file: a,
    code: across === "training" ? "record/training-overlap" : "labels/duplicates-across-clusters",
    what: `${KIND_WORDS[kind]} ${b} ${across === "training" ? "of the training list" : "of another group"}${pairWords(pair)}`,
  }));
}

function notComparedNote(images: number): Note {
  const way = {
    command: "--training LIST compares the pictures",
    app: "the command line compares the pictures",
  };
  const what = say`${images} images are many to compare without being asked: only the very same files and shared groups were looked for; ${way}`;
  return { file: "", code: "leakage/not-compared", ...said(what) };
}

function notesOf(
  prints: ImagePrints,
  lists: readonly TrainingImages[],
  unhashed: number,
  plain: number,
  { hasAllTurned, inParts }: { readonly hasAllTurned: boolean; readonly inParts: boolean },
): ResultListed[] {
  const notes: ResultListed[] = [];
  const note = (what: string): void => {
    notes.push({ file: "", code: "leakage/not-compared", what });
  };
  const missing = prints.count - hashed(prints);
  if (missing > 0)
    note(
      `${agreed(missing, "evaluated image", "evaluated images")} cannot be compared: not on disk`,
    );
  if (unhashed > 0) {
    const names = lists.map(({ source }) => source).join(", ");
    note(
      `${agreed(unhashed, "training image", "training images")} of ${names} cannot be compared: not on disk, or several files have that name`,
    );
  }
  if (!hasAllTurned) {
    note("copies that were turned or mirrored were not looked for: there are too many images");
  }
  if (!inParts) {
    note(
      "copies that were cut, turned by other angles or changed in several ways were not looked for: there are too many images",
    );
  }
  if (plain > 0) {
    note(
      `${agreed(plain, "image is", "images are")} too plain to be compared by look: only the same file or the same pixels are found`,
    );
  }
  return notes;
}
