import { parquetWriteBuffer } from "hyparquet-writer";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.ts";
import { readImageTruth } from "../../../src/formats/read.ts";

export async function run(bytes) {
  await readImageTruth(
    createMemoryFileAccess(new Map([["labels.parquet", bytes]])),
    "labels.parquet",
  );
}

const columnData = [
  { name: "image", data: ["a.jpg", "b.jpg", "c.jpg"], type: "STRING" },
  { name: "label", data: ["fox", "deer", "fox"], type: "STRING" },
  { name: "score", data: [0.5, 0.25, 1], type: "DOUBLE" },
];

export const seeds = [
  Buffer.from(parquetWriteBuffer({ columnData })),
  Buffer.from(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED" })),
];
