import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { maskPng } from "./mask-writer.js";
import type { RecordCase } from "./record-case.js";

/** Labels and answers of a task for the images of a case, as words of `record create`. */
export type TaskWords = readonly string[];

const quarter = (i: number, step: number): number => ((i * step) % 100) / 101;

/** Writes tables for each task beside the case. */
export async function writeTaskCases(
  folder: string,
  { images, names }: Pick<RecordCase, "images" | "names">,
): Promise<
  Readonly<
    Record<"multilabel" | "anomaly" | "detection" | "counting" | "keypoints" | "masks", TaskWords>
  >
> {
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
  const counts = await table("counts.csv", "file,count_deer,count_fox", (i) => `${i % 4},${i % 3}`);
  const countsFound = await table(
    "counts-found.csv",
    "file,count_deer,count_fox",
    (i) => `${(i % 4) + (i % 5) / 4},${i % 2}`,
  );
  const points = (i: number, off: number) => [1 + off, 2, 2, 3, 2 + (i % 3) * off, 1 + (i % 2)];
  const pose = join(folder, "pose.json");
  const [animal] = [{ id: 1, name: "fly", keypoints: ["nose", "tail"] }];
  const marked = annotations.map((one, i) => ({
    ...{ ...one, category_id: 1, keypoints: points(i, 0), num_keypoints: 2 },
  }));
  await writeFile(
    pose,
    JSON.stringify({ images: pictures, categories: [animal], annotations: marked }),
  );
  const poses = join(folder, "poses.json");
  const posed = marked.map(({ image_id, bbox }, i) => ({
    ...{ image_id, category_id: 1, bbox, keypoints: points(i, 0.25), score: 0.5 + (i % 4) / 10 },
  }));
  await writeFile(poses, JSON.stringify(posed));
  const [truth, predicted] = [join(folder, "masks"), join(folder, "masks-found")];
  for (const [place, shift] of [
    [truth, 0],
    [predicted, 1],
  ] as const) {
    for (const [i, name] of names.entries()) {
      const path = join(place, name);
      await mkdir(dirname(path), { recursive: true });
      const at = (i % 3) + (i % 2 === 0 ? 0 : shift);
      // Of some images nothing is said in a row of the truth.
      const rows = Array.from({ length: 6 }, (_, y) =>
        Array.from({ length: 8 }, (_, x) =>
          shift === 0 && i % 5 === 0 && y === 0 ? 255 : x >= at && x < at + 3 && y > 1 ? 1 : 0,
        ),
      );
      await writeFile(path, maskPng(rows));
    }
    await writeFile(join(place, "classes.txt"), "background\nleaf\n");
  }
  return {
    counting: words(counts, countsFound, "--task", "counting", "--metric", "count-mae"),
    keypoints: words(pose, poses, "--task", "keypoints"),
    masks: words(truth, predicted, "--task", "semantic-segmentation"),
    multilabel: words(sets, setScores, "--task", "multilabel"),
    anomaly: words(parts, partScores, "--task", "anomaly", "--threshold", "45"),
    detection: words(instances, results, "--task", "detection", "--threshold", "0.4"),
  };
}
