import { chooseQuestion } from "../../claims/question.js";
import { findSequences } from "../../claims/sequences.js";
import type { UnitGroups } from "../../claims/unit-groups.js";
import type { CreateDigest } from "../../core/digest.js";
import { type Column, cellText } from "../../core/table.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { TruthOnFiles } from "../../dataset/prepare.js";
import type { EvaluateRequest } from "../../evaluation/request.js";
import { hmacOfDigest } from "../record/hmac.js";
import type { ManifestLine, ManifestObject } from "../record/manifest.js";
import type { StatedFacts } from "../record/stated-facts.js";
import type { Fingerprints } from "./fingerprints.js";
import { isOfPeople } from "./people.js";
import { cellValue } from "./record-attributes.js";
import { labelsGiven, type RecordImages } from "./record-images.js";

/** What lines of a manifest are made from. */
export interface LineSources {
  readonly placed: TruthOnFiles;
  readonly set: ImageSet;
  readonly images: RecordImages;
  readonly request: EvaluateRequest;
  readonly prints: Fingerprints;
  /** Attributes by row of the truth that may be told. */
  readonly attributes: ReadonlyMap<string, Column>;
  readonly stated: Pick<StatedFacts, "licenceColumn" | "urlColumn">;
  /** Address of the folder of images; null where they have none. */
  readonly baseUrl: string | null;
  /** Annotated objects of an image; null for tasks of whole images. */
  readonly objectsOf: ((image: number) => readonly ManifestObject[] | null) | null;
  /** Size of an image by its name where its file does not say it; null where nothing does. */
  readonly sizeOf: (name: string) => { readonly width: number; readonly height: number } | null;
}

/** The line of each image with everything that is known of it. */
export function fullLines(sources: LineSources): (image: number) => ManifestLine {
  const { placed, images, request, prints, attributes, stated, baseUrl } = sources;
  const all = placed.truth.attributes.columns;
  const sequenceOf = sequences(sources);
  const attributesAt = attributesOf(attributes, prints.measured);
  const cluster = request.cluster === null ? undefined : all.get(request.cluster);
  // Of a column that stays out, or whose levels are people, numbers say what belongs together.
  const { cluster: by } = request;
  const areHidden = by !== null && (isOfPeople(by) || !attributes.has(by));
  const clusterLevel = levelsOf(cluster, areHidden);
  const licence = stated.licenceColumn === null ? undefined : all.get(stated.licenceColumn);
  const url = stated.urlColumn === null ? undefined : all.get(stated.urlColumn);
  const text = (column: Column | undefined, row: number): string | null =>
    column === undefined || row < 0 ? null : cellText(column, row);

  return (image) => {
    const name = images.name[image]!;
    const row =
      images.rowStart[image]! < images.rowStart[image + 1]!
        ? images.rows[images.rowStart[image]!]!
        : -1;
    const measured = Number.isNaN(prints.widthPx[image]!) ? sources.sizeOf(name) : null;
    const widthPx = measured?.width ?? prints.widthPx[image]!;
    const heightPx = measured?.height ?? prints.heightPx[image]!;
    const address = baseUrl === null || images.found[image]! < 0 ? null : addressOf(baseUrl, name);
    // In the order of the canonical form, which is then written at once.
    return {
      attributes: attributesAt(row, image),
      bytes: prints.bytes(image),
      cluster: clusterLevel(row),
      heightPx: Number.isNaN(heightPx) ? null : heightPx,
      image: recordPath(name),
      labels: labelsGiven(placed, images, image, request),
      licence: text(licence, row),
      objects: sources.objectsOf === null ? null : sources.objectsOf(image),
      pixels: prints.pixels(image),
      sequence: image < images.scored ? sequenceOf(image) : null,
      status: images.status[image]!,
      url: text(url, row) ?? address,
      widthPx: Number.isNaN(widthPx) ? null : widthPx,
    };
  };
}

/**
 * A line as a record that is not open publishes it: nothing that can be looked up, and no attribute.
 *
 * @param numberOf number of a sequence or cluster, in the order of the published lines
 * @param withObjects whether boxes and masks are told, and the sizes of their images
 */
export function withheldLine(
  line: ManifestLine,
  secret: Uint8Array,
  createDigest: CreateDigest,
  numberOf: {
    readonly sequence: (name: string) => number;
    readonly cluster: (name: string) => number;
  },
  withObjects: boolean,
): ManifestLine {
  const hidden = (hash: string | null) =>
    hash === null ? null : hmacOfDigest(secret, hash, createDigest);
  return {
    attributes: {},
    bytes: hidden(line.bytes),
    cluster: line.cluster === null ? null : numberOf.cluster(String(line.cluster)),
    heightPx: withObjects ? line.heightPx : null,
    image: null,
    labels: line.labels,
    licence: null,
    ...(withObjects && line.mask !== undefined ? { mask: line.mask } : {}),
    objects: withObjects ? line.objects : null,
    pixels: hidden(line.pixels),
    sequence: line.sequence === null ? null : String(numberOf.sequence(line.sequence)),
    status: line.status,
    url: null,
    widthPx: withObjects ? line.widthPx : null,
  };
}

/**
 * Name of an image as a record has it: NFC, and a path below a folder. Labels may name images by
 * paths that lead elsewhere.
 */
export function recordPath(name: string): string {
  const parts = name
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^[A-Za-z]:/, "")
    .split("/");
  return parts.filter((part) => part !== "" && part !== "." && part !== "..").join("/") || "image";
}

/** Numbers of names in the order in which they are first asked for, from 1. */
export function numbering(): (name: string) => number {
  const known = new Map<string, number>();
  return (name) => {
    const number = known.get(name);
    if (number !== undefined) return number;
    known.set(name, known.size + 1);
    return known.size;
  };
}

/** Level of the cluster attribute of a row: its number where levels are not told. */
function levelsOf(column: Column | undefined, areHidden: boolean) {
  const number = numbering();
  return (row: number): string | number | null => {
    const level = column === undefined || row < 0 ? null : cellText(column, row);
    return level === null || !areHidden ? level : number(level);
  };
}

/**
 * What each scored image belongs to in the question *here*, as the evaluation took it: a sequence, or
 * who or what was pictured. Declared ones by their name; people, and chains of both, by a number.
 */
function sequences({
  placed,
  set,
  images,
  request,
}: LineSources): (image: number) => string | null {
  const { attributes } = placed.truth;
  // Where sequences are the units they are found among all images to score, else among the scored.
  const all = request.unit.kind === "sequence";
  const isScored = new Set(images.name.slice(0, images.scored));
  const members = Int32Array.from(set.file.keys()).filter((i) => all || isScored.has(set.file[i]!));
  const rows = members.map((i) => set.row[i]!);
  const question = chooseQuestion(attributes, rows, request.cluster, {
    hereUnit: request.hereUnit,
    subjects: request.unit.kind === "image",
  });
  const clusters: (UnitGroups & { readonly attribute: string | null }) | null = all
    ? findSequences(attributes, rows)
    : request.cluster === null
      ? question.clusters
      : question.here;
  if (clusters === null) return () => null;
  const at = new Int32Array(images.scored);
  let next = 0;
  for (const [k, i] of members.entries()) if (isScored.has(set.file[i]!)) at[next++] = k;
  const { attribute } = clusters;
  // Chains of two columns have no value of their own.
  const isChain =
    question.clusters?.kind === "subject-and-sequence" ||
    question.here?.kind === "subject-and-sequence";
  const isTold = attribute !== null && !isOfPeople(attribute) && !isChain;
  const declared = isTold ? attributes.columns.get(attribute) : undefined;
  if (declared === undefined) {
    const word = attribute === null ? "run" : "group";
    return (image) => `${word} ${clusters.cluster[at[image]!]! + 1}`;
  }
  return (image) => cellText(declared, rows[at[image]!]!);
}

/** Attributes of an image in code-unit order: as stated, else as measured; without those that it lacks. */
function attributesOf(
  columns: ReadonlyMap<string, Column>,
  measured: ReadonlyMap<string, Column>,
): (row: number, image: number) => Record<string, string | number> {
  const cells = [...new Set([...measured.keys(), ...columns.keys()])]
    .sort()
    .map((name) => ({ name, stated: columns.get(name), own: measured.get(name) }));
  return (row, image) => {
    const entries: [string, string | number][] = [];
    for (const { name, stated, own } of cells) {
      const told = stated === undefined || row < 0 ? undefined : cellValue(stated, row);
      const value = told ?? (own === undefined ? undefined : cellValue(own, image));
      if (value !== undefined) entries.push([name, value]);
    }
    return Object.fromEntries(entries);
  };
}

/** The address of a file below a folder's. */
function addressOf(base: string, path: string): string {
  const folder = base.endsWith("/") ? base : `${base}/`;
  return folder + path.split("/").map(encodeURIComponent).join("/");
}
