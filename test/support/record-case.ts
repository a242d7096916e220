import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePng } from "./png.js";

/** A small set of images with labels and predictions, of which a record can be made. */
export interface RecordCase {
  readonly images: string;
  readonly labels: string;
  readonly predictions: string;
  readonly facts: string;
  readonly names: readonly string[];
}

/** Facts that answer everything that a published record must state. */
export const WHOLE_FACTS = {
  title: "Deer or fox at three sites",
  facts: { authors: ["A. Author"], licence: "CC-BY-4.0", sites: "three sites in one valley" },
  construct: {
    task: "names the animal that fills the picture",
    population: "pictures by camera traps in one valley, spring",
    labelling: "one person, twice",
    agreement: "38 of 40 pictures the same both times",
    counts: "the share of pictures with the right name",
    decision: "whether pictures of foxes go to a second look",
    doesNotShow: "anything about other animals or places",
  },
  caveats: ["All pictures are of spring"],
} as const;

/** Pictures of different pixels, a third of the answers wrong, scores with digits that matter. */
export async function writeRecordCase(folder: string, count = 30): Promise<RecordCase> {
  const images = join(folder, "photos");
  await mkdir(images, { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(3, "0")}.png`);
  const labels = ["file,class,site,observer,latitude"];
  const predictions = ["file,predicted,deer,fox"];
  for (const [i, name] of names.entries()) {
    await writeFile(join(images, name), picture(i));
    labels.push(`${name},${i % 2 === 0 ? "deer" : "fox"},s${i % 3},Ann,${47 + i / 7}`);
    const right = i % 3 !== 0;
    const deer = (i % 2 === 0) === right ? 0.6 + i / 197 : 0.3 - i / 193;
    predictions.push(`${name},${deer > 0.5 ? "deer" : "fox"},${deer},${1 - deer}`);
  }
  const paths = {
    labels: join(folder, "labels.csv"),
    predictions: join(folder, "predictions.csv"),
    facts: join(folder, "facts.json"),
  };
  await writeFile(paths.labels, `${labels.join("\n")}\n`);
  await writeFile(paths.predictions, `${predictions.join("\n")}\n`);
  await writeFile(paths.facts, JSON.stringify(WHOLE_FACTS));
  return { images, names, ...paths };
}

function picture(i: number): Uint8Array {
  const [widthPx, heightPx] = [8 + (i % 2), 6];
  const data = Uint8Array.from(
    { length: widthPx * heightPx * 3 },
    (_, k) => (k * 7 + i * 13) % 256,
  );
  return encodePng({ widthPx, heightPx, channels: 3, bitDepth: 8, data });
}

/** The words of `record create` for a case. */
export function createWords(one: RecordCase, out: string, ...more: string[]): string[] {
  return [
    "record",
    "create",
    one.images,
    "--labels",
    one.labels,
    "--quiet",
    "--predictions",
    one.predictions,
    "--facts",
    one.facts,
    "--out",
    out,
    ...more,
  ];
}
