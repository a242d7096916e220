import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOSTILE } from "../reports/fixtures.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "./exif-writer.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

export interface Printed {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program. */
export async function homeground(...args: readonly string[]): Promise<Printed> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1e9 }, (error, out, err) =>
      resolve({ status: Number(error?.code ?? 0), out, err }),
    );
  });
}

/** Controls but the end of a line, and marks that turn the reading order around. */
export const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/;

/** Texts that a file name or a cell can be, longest names cut to what file systems hold. */
const TEXTS = HOSTILE.filter((text) => !text.includes("\ud800"));
const NAMES = TEXTS.map((text) => text.replaceAll("/", "∕").replaceAll("\0", "").slice(0, 80));

/**
 * Writes images whose names, labels, attributes and metadata are {@link HOSTILE}, with predictions
 * from a file, half of them wrong. Returns the words after `homeground`.
 */
export async function writeHostileInputs(folder: string): Promise<readonly string[]> {
  const images = join(folder, "images");
  await mkdir(images, { recursive: true });
  const labels = TEXTS.map((text) => text.replaceAll("\0", ""));
  const files = NAMES.map((name, i) => `${i} ${name}.jpg`);
  await Promise.all(
    files.map((file, i) => {
      const text = TEXTS[i] ?? "";
      const first = { 270: { text }, 271: { text }, 272: { text }, 315: { text } };
      return writeFile(join(images, file), jpegWithExif(SMALL_JPEG, exifBytes({ first })));
    }),
  );
  const row = (...cells: readonly string[]): string => `${cells.map(quoted).join(",")}\n`;
  const truth = files.map((file, i) => row(file, labels[i] ?? "", labels[i % 3] ?? ""));
  await writeFile(join(folder, "labels.csv"), `file,label,camera\n${truth.join("")}`);
  const answers = files.map((file, i) =>
    row(file, labels[i % 2 === 0 ? i : (i + 1) % labels.length] ?? "", "0.9"),
  );
  await writeFile(join(folder, "predictions.csv"), `file,predicted,score\n${answers.join("")}`);
  return [
    "evaluate",
    images,
    "--labels",
    join(folder, "labels.csv"),
    "--slice",
    "camera",
    "--predictions",
    join(folder, "predictions.csv"),
    "--claim",
    "accuracy=0.9@90/100",
  ];
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Detections that are the objects of a COCO file, as COCO's results. */
export function perfectDetections(instances: string): string {
  const { annotations } = JSON.parse(instances) as {
    annotations: readonly { image_id: unknown; category_id: unknown; bbox: unknown }[];
  };
  return JSON.stringify(
    annotations.map(({ image_id, category_id, bbox }) => ({
      image_id,
      category_id,
      bbox,
      score: 0.9,
    })),
  );
}
