import { once } from "node:events";
import { join } from "node:path";
import { crc32, createDeflate } from "node:zlib";
import { writeLabels, writeModel } from "../plan.js";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

/** A black PNG of four channels with 16 bits each, row by row: small on disk, large in memory. */
async function blackPng(widthPx: number, heightPx: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const packed: Buffer[] = [];
  deflate.on("data", (piece: Buffer) => packed.push(piece));
  const row = Buffer.alloc(1 + widthPx * 8);
  for (let y = 0; y < heightPx; y++) if (!deflate.write(row)) await once(deflate, "drain");
  deflate.end();
  await once(deflate, "end");
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 16;
  header[9] = 6;
  const chunk = (type: string, data: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  };
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", Buffer.concat(packed)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Pictures that are more than they seem. */
export const PICTURE_CASES: readonly OwnCase[] = [
  {
    id: "own-png-16-bit-9000",
    area: "images",
    isQuick: true,
    command: "import images",
    wrong: "9000 × 9000 pixels of four channels with 16 bits: 630 kB on disk, 648 MB decoded",
    outcome: "warning",
    code: "image/too-large",
    keep: { images: 2 },
    limits: { seconds: 30, mib: 900 },
    write: async (folder) => {
      putImages(folder);
      put(folder, "images/large.png", await blackPng(9000, 9000));
    },
    plan: ({ given, work, out }) => {
      const named = ["good1.png", "good2.png", "large.png"];
      const labels = writeLabels(work, named, ["cat", "dog"]);
      const model = writeModel(work, ["cat", "dog"], "classification");
      const images = join(given, "images");
      const args = ["evaluate", images, "--labels", labels, "--model", model, "--out", out];
      return { named, args: [...args, ...COMMON] };
    },
  },
];
