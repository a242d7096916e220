import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordCase } from "./record-case.js";

/** Labels and answers of a task for the images of a case, as words of `record create`. */
export type TaskWords = readonly string[];

const quarter = (i: number, step: number): number => ((i * step) % 100) / 101;

/** Writes tables for each task beside the case. */
export async function writeTaskCases(
  folder: string,
  { images, names }: Pick<RecordCase, "images" | "names">,
): Promise<Readonly<Record<"multilabel" | "anomaly" | "detection", TaskWords>>> {
  const table = async (name: string, header: string, row: (i: number) => string) => {
    const path = join(folder, name);
    const rows = names.map((image, i) => `${image},${row(i)}`);
    await writeFile(path, `${[header, ...rows].join("\n")}\n`);
    return path;
  };
  const words = (labels: string, predictions: string, ...more: string[]): TaskWords => [
    images,
    "--labels",
    labels,
    "--predictions",
    predictions,
    "--quiet",
    ...more,
  ];
  const sets = await table("sets.csv", "file,labels", (i) => ["deer", "fox", "deer;fox"][i % 3]!);
  const setScores = await table(
    "set-scores.csv",
    "file,deer,fox",
    (i) => `${quarter(i, 37)},${quarter(i, 53)}`,
  );
  const parts = await table("parts.csv", "file,class", (i) => (i % 4 === 0 ? "broken" : "good"));
  const partScores = await table(
    "part-scores.csv",
    "file,score",
    (i) => `${(i % 4 === 0 ? 40 : 0) + ((i * 29) % 40) * 1.25}`,
  );
  const box = (i: number) => [i % 3, 1, 3, 2];
  const instances = join(folder, "instances.json");
  const categories = ["deer", "fox"].map((name, k) => ({ id: k + 1, name }));
  const annotations = names.map((_, i) => ({
    id: i + 1,
    image_id: i + 1,
    category_id: 1 + (i % 2),
    bbox: box(i),
    area: 6,
    iscrowd: 0,
  }));
  const pictures = names.map((file_name, i) => ({
    id: i + 1,
    file_name,
    width: 8 + (i % 2),
    height: 6,
  }));
  await writeFile(instances, JSON.stringify({ images: pictures, categories, annotations }));
  const results = join(folder, "results.json");
  const found = annotations.map(({ image_id, category_id, bbox }, i) => ({
    image_id,
    category_id: i % 7 === 0 ? 3 - category_id : category_id,
    bbox,
    score: Math.round(((i * 31) % 100) / 20) / 5,
  }));
  await writeFile(results, JSON.stringify(found));
  return {
    multilabel: words(sets, setScores, "--task", "multilabel"),
    anomaly: words(parts, partScores, "--task", "anomaly", "--threshold", "45"),
    detection: words(instances, results, "--task", "detection", "--threshold", "0.4"),
  };
}
