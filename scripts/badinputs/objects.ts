/**
 * `IMAGES LABELS`: what an import of annotations with objects comes to, as the fields of a result
 * that outcome.ts looks at: which images there are, scored or listed, how many objects are
 * kept, and what is wrong. Errors end as those of the program do.
 */
import { resolve } from "node:path";
import process from "node:process";
import { errorLine, HomegroundError, isHomegroundError, messageOf } from "../../src/core/errors.js";
import { readImageHeads } from "../../src/dataset/attributes/image-heads.js";
import { type ImportProblem, TRUTH_STATE } from "../../src/formats/import-types.js";
import { matchFiles } from "../../src/formats/match-files.js";
import { checkCoordinates } from "../../src/formats/objects/check-coordinates.js";
import { isImageFile } from "../../src/formats/objects/image-files.js";
import { leaveOutUnplaced } from "../../src/formats/objects/leave-out-unplaced.js";
import type { ObjectTruth } from "../../src/formats/objects/object-types.js";
import { readObjectTruth } from "../../src/formats/read.js";
import { EXIT } from "../../src/node/cli/exit-codes.js";
import { type OpenedImages, openImages, openPlace } from "../../src/node/cli/open-places.js";

interface Listed {
  readonly file: string;
  readonly code: string;
  readonly error: string;
  readonly what: string;
}

const [images = "", labels = ""] = process.argv.slice(2).map((path) => resolve(path));
try {
  process.stdout.write(`${JSON.stringify(await importObjects(images, labels))}\n`);
} catch (cause) {
  const error = isHomegroundError(cause)
    ? cause
    : new HomegroundError("internal/bug", {
        what: messageOf(cause),
        where: "the import",
        fix: "Report it",
        cause,
      });
  process.stderr.write(`${errorLine(error)}\n`);
  process.exitCode = EXIT.error;
}

async function importObjects(images: string, labels: string) {
  const opened = await openImages(images);
  const files = opened.files.filter(({ path }) => isImageFile(path));
  const { access, path } = await openPlace(labels, "the file or folder of annotations");
  const read = await readObjectTruth(access, path, {
    images: files.map((file) => file.path),
    outlines: true,
  });
  const { fileOf } = matchFiles(read.file, files);
  const measured = await sizesOf(read, opened, files, fileOf);
  const findings = checkCoordinates(read.regions, measured, read.source);
  const { truth, problems } = leaveOutUnplaced(read, known(read, measured));
  const listed = [...listRows(truth, fileOf), ...listFiles(files, fileOf)];
  const isScored = Uint8Array.from(truth.file, (_, row) =>
    fileOf[row]! >= 0 && truth.state[row] !== TRUTH_STATE.unlabelled ? 1 : 0,
  );
  const codes = new Set<string>(read.problems.map(({ code }) => code));
  const all: readonly ImportProblem[] = [
    ...read.problems,
    ...findings.filter(({ code }) => !codes.has(code)),
    ...problems,
  ];
  const scored = isScored.reduce((sum, one) => sum + one, 0);
  const objects = truth.regions.objects.image.reduce((sum, row) => sum + isScored[row]!, 0);
  return {
    inputs: {
      images: scored + listed.length,
      scored,
      listed,
      notes: opened.notes,
      imports: [{ role: "labels", objects, problems: all }],
    },
    estimates: [],
    confusion: null,
  };
}

async function sizesOf(
  truth: ObjectTruth,
  { folder }: OpenedImages,
  files: OpenedImages["files"],
  fileOf: Int32Array,
) {
  const signal = new AbortController().signal;
  const heads = await readImageHeads(files, {
    access: folder,
    signal,
    personal: false,
    checkEnds: false,
  });
  const side = (of: Float64Array) =>
    Float64Array.from(truth.file, (_, row) => of[fileOf[row]!] ?? Number.NaN);
  return { widthPx: side(heads.widthPx), heightPx: side(heads.heightPx) };
}

/** Sizes that the file says, and otherwise those of the images. */
function known(
  { regions }: ObjectTruth,
  measured: { readonly widthPx: Float64Array; readonly heightPx: Float64Array },
) {
  return {
    widthPx: regions.widthPx.map((width, row) => (width > 0 ? width : measured.widthPx[row]!)),
    heightPx: regions.heightPx.map((height, row) =>
      height > 0 ? height : measured.heightPx[row]!,
    ),
  };
}

function listRows(truth: ObjectTruth, fileOf: Int32Array): readonly Listed[] {
  return truth.file.flatMap((file, row) => {
    if (fileOf[row]! < 0) {
      const what = "no file of that name";
      return [{ file, code: "missing-file", error: "annotations/image-missing", what }];
    }
    if (truth.state[row] !== TRUTH_STATE.unlabelled) return [];
    return [
      { file, code: "unlabelled", error: "annotations/image-unlabelled", what: "no annotation" },
    ];
  });
}

function listFiles(files: OpenedImages["files"], fileOf: Int32Array): readonly Listed[] {
  const named = new Set(fileOf);
  return files.flatMap(({ path: file }, i) =>
    named.has(i)
      ? []
      : [
          {
            file,
            code: "unlabelled",
            error: "annotations/image-unlabelled",
            what: "no annotation names it",
          },
        ],
  );
}
