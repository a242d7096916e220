import { HomegroundError } from "../../core/errors.js";
import { categoricalColumn } from "../../core/table.js";
import { readCamtrapObjects } from "../camtrap-dp/camtrap-objects.js";
import { areSplits } from "../class-folders/class-folders.js";
import { readCocoRecordFolder } from "../coco/coco-record-folder.js";
import { readCocoObjects } from "../coco/coco-truth-objects.js";
import { readCreatemlTruth } from "../createml/createml-truth.js";
import { boxTableTruth, readBoxTable } from "../csv-boxes/box-table.js";
import { readCvatTruth } from "../cvat/cvat-truth.js";
import { FORMAT_SNIFF_BYTES, sniffFile } from "../detect-format.js";
import { baseName, extensionOf, type FileAccess, fileNotFound, folderOf } from "../file-access.js";
import { isImagefolderMetadata } from "../hf-imagefolder/hf-imagefolder.js";
import { readImagefolderObjects } from "../hf-imagefolder/imagefolder-objects.js";
import { createProblemList } from "../import-problems.js";
import { readRecordTable } from "../json/record-table.js";
import { readLabelStudioObjects } from "../label-studio/label-studio-objects.js";
import { readLabelmeTruth } from "../labelme/labelme-truth.js";
import { readParquetTable } from "../parquet/parquet.js";
import { readVocTruth } from "../voc/voc-truth.js";
import { readYoloTruth } from "../yolo/yolo-truth.js";
import {
  type FolderForm,
  formsOf,
  OBJECT_FORMATS_READ,
  sniffObjectJson,
  xmlRootOf,
  yoloFolder,
} from "./detect-objects.js";
import { listPaths } from "./image-files.js";
import { checkNames } from "./image-names.js";
import { joinObjectTruths, type ObjectTruthPart } from "./join-object-truths.js";
import type { ReadObjectOptions } from "./object-options.js";
import type { ObjectTruth } from "./object-types.js";
import { reinterpretBoxes } from "./reinterpret-boxes.js";

/**
 * Reads ground truth with the places of objects, of any format that is known, from a file or a
 * folder. What the format is and why stands in `format` of the result.
 *
 * @param path of the file or folder in the access; "" is its root
 * @throws HomegroundError `input/not-found`, `input/unknown-format`, `input/ambiguous` for a folder
 *   with annotations in more than one form, `annotations/no-objects` where images have labels and no
 *   objects, `annotations/looks-like-results` for predictions, and as the reader of each format
 */
export async function readObjectTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const kind = await access.kindOf(path);
  if (kind === null) throw fileNotFound(path);
  return kind.kind === "folder"
    ? readFolder(access, path, options)
    : readFile(access, path, options);
}

async function readFile(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const head = await access.read(path, { maxBytes: FORMAT_SNIFF_BYTES });
  const { format } = sniffFile(path, head);
  switch (format) {
    case "delimited":
    case "text":
      if (extensionOf(path) === "txt") throw oneOfMany(path, "a text file");
      return readBoxTable(access, path, options);
    case "json-lines":
      return readLines(access, path, options);
    case "parquet":
      return boxTableTruth(await readParquetTable(access, path), path, options);
    case "camtrap-dp":
      return readCamtrapObjects(access, path, options);
    case "json":
      return readJson(access, path, options);
    case "xml":
      return readXmlFile(access, path, options);
    case "yaml":
      return readYoloTruth(access, folderOf(path), path, options);
  }
}

async function readLines(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const first = await access.read(path, { maxBytes: 1 << 16 });
  const isObjects = /"objects"\s*:/.test(String.fromCharCode(...first.subarray(0, 1 << 14)));
  if (isObjects || isImagefolderMetadata(path)) {
    return readImagefolderObjects(access, folderOf(path), [path], options);
  }
  return boxTableTruth(await readRecordTable(access, path, "json-lines"), path, options);
}

async function readJson(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const format = await sniffObjectJson(access, path);
  switch (format) {
    case "coco":
      return withReading(
        await readCocoObjects(access, path, { outlines: options.outlines === true }),
        options,
      );
    case "label-studio":
    case "label-studio-min":
      return readLabelStudioObjects(access, path, options);
    case "labelme": {
      const { images } = await listPaths(access, "");
      return readLabelmeTruth(
        access,
        [path],
        [...images, ...(options.images ?? [])],
        path,
        options,
      );
    }
    case "createml":
      return readCreatemlTruth(access, path, options);
    case "records":
      return boxTableTruth(await readRecordTable(access, path, "json"), path, options);
    case "coco-results":
    case "megadetector":
    case "speciesnet":
      throw new HomegroundError("annotations/looks-like-results", {
        what: `the file holds what a model said (${format}), not ground truth`,
        where: path,
        fix: "Give it with --predictions, and annotations made by people with --labels",
      });
  }
}

/** What the reader of COCO leaves to others: names that are no paths, and a reading of boxes. */
function withReading(read: ObjectTruth, { boxes }: ReadObjectOptions): ObjectTruth {
  const odd = createProblemList();
  checkNames(read.file, read.source, odd);
  const truth = { ...read, problems: [...read.problems, ...odd.finish()] };
  if (boxes === undefined) return truth;
  return {
    ...truth,
    regions: reinterpretBoxes(truth.regions, boxes),
    roles: new Map([...truth.roles, ["boxes", `${boxes}, as asked for`]]),
  };
}

async function readXmlFile(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const root = await xmlRootOf(access, path);
  if (root === "annotations") return readCvatTruth(access, path, options);
  const { images } = await listPaths(access, "");
  return readVocTruth(access, [path], [...images, ...(options.images ?? [])], path, options);
}

async function readFolder(
  access: FileAccess,
  folder: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const listed = await listPaths(access, folder);
  const forms = await formsOf(access, folder, listed);
  const [form, other] = forms;
  const source = folder === "" ? "folder" : folder;
  if (form === undefined) throw noAnnotations(source, listed.images.length);
  if (other !== undefined) {
    throw new HomegroundError("input/ambiguous", {
      what: `the folder holds annotations in more than one form: ${forms.map(({ name, files }) => `${name} (${files[0] || "here"})`).join(", ")}`,
      where: source,
      fix: "Name the file or folder that counts",
    });
  }
  const images = [...listed.images, ...(options.images ?? [])];
  const truth = await readForm(access, folder, form, images, source, options);
  return withSplits(truth, folder);
}

async function readForm(
  access: FileAccess,
  folder: string,
  form: FolderForm,
  images: readonly string[],
  source: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const { files } = form;
  const [first = ""] = files;
  switch (form.format) {
    case "voc":
      return readVocTruth(access, files, images, source, options);
    case "labelme":
      return readLabelmeTruth(access, files, images, source, options);
    case "imagefolder":
      return readImagefolderObjects(access, folder, files, options);
    case "coco-records":
      return withReading(
        await readCocoRecordFolder(access, folder, { outlines: options.outlines === true }),
        options,
      );
    case "yolo": {
      const isData = /\.ya?ml$/i.test(first);
      if (isData && files.length > 1) throw several(form, source);
      return readYoloTruth(access, yoloFolder(folder, form), isData ? first : null, options);
    }
    case "camtrap-dp":
    case "coco":
    case "label-studio":
    case "createml":
    case "cvat":
    case "csv":
      return readOneOrParts(access, form, images, source, options);
  }
}

/** One file, or one for each part of an export. */
async function readOneOrParts(
  access: FileAccess,
  form: FolderForm,
  images: readonly string[],
  source: string,
  options: ReadObjectOptions,
): Promise<ObjectTruth> {
  const [first = "", ...more] = form.files;
  const read = (path: string): Promise<ObjectTruth> => {
    const isBesideImages = /^_annotations\.csv$/.test(baseName(path));
    if (form.format === "csv") {
      return readBoxTable(
        access,
        path,
        isBesideImages ? { ...options, folder: folderOf(path) } : options,
      );
    }
    return readFile(access, path, { ...options, images });
  };
  if (more.length === 0) return read(first);
  if (!form.files.every((path) => baseName(path).startsWith("_annotations.")))
    throw several(form, source);
  const parts: ObjectTruthPart[] = [];
  for (const path of form.files) {
    const inside = folderOf(path);
    const isPrefixed = form.format !== "coco" || inside === "";
    parts.push({ truth: await read(path), folder: isPrefixed ? "" : `${inside}/`, split: null });
  }
  const reason = `${form.files.length} files ${baseName(first)}, one for each part of a Roboflow export`;
  return joinObjectTruths(parts, { id: parts[0]?.truth.format.id ?? form.format, reason }, source);
}

/** Parts of a data set by the folders of its images, where nothing else says them. */
function withSplits(truth: ObjectTruth, folder: string): ObjectTruth {
  if (truth.attributes.columns.has("split")) return truth;
  const start = folder === "" ? "" : `${folder}/`;
  const tops = truth.file.map((file) => {
    const inside = file.startsWith(start) ? file.slice(start.length) : file;
    return inside.includes("/") ? (inside.split("/")[0] ?? "") : "";
  });
  if (!areSplits(new Set(tops))) return truth;
  const { attributes } = truth;
  const columns = new Map([...attributes.columns, ["split", categoricalColumn(tops)]]);
  return { ...truth, attributes: { ...attributes, columns } };
}

function noAnnotations(source: string, images: number): HomegroundError {
  return new HomegroundError(images === 0 ? "input/empty" : "annotations/no-objects", {
    what:
      images === 0
        ? "there is no annotation file in the folder"
        : `the folder holds ${images} images and no file that says where objects are`,
    where: source,
    fix: `Give one of ${OBJECT_FORMATS_READ}; for folders named after classes use --task classification`,
  });
}

function several({ files, name }: FolderForm, source: string): HomegroundError {
  return new HomegroundError("input/ambiguous", {
    what: `the folder holds ${files.length} files that could be the annotations (${name}): ${files.slice(0, 5).join(", ")}`,
    where: source,
    fix: "Name the file that counts",
  });
}

function oneOfMany(path: string, what: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: `${what} by itself says nothing of images; YOLO's labels are a folder of them`,
    where: path,
    fix: "Name the folder that holds images and labels, or its data.yaml",
  });
}
