// A table of boxes becomes a data set for YOLO, with a list of what that cannot hold:
// `node examples/convert-objects.mjs` after `npm run build`.
import { createMemoryFileAccess, readObjectTruth, setOfTruth, writeObjects } from "homeground";

const table = [
  "file,width,height,label,xmin,ymin,xmax,ymax,camera",
  "1.jpg,200,100,deer,50,20,150,80,north",
  "2.jpg,200,100,fox,0,0,20,10,south",
].join("\n");
const files = createMemoryFileAccess(new Map([["boxes.csv", new TextEncoder().encode(table)]]));

const truth = await readObjectTruth(files, "boxes.csv");
const written = writeObjects(setOfTruth(truth), "yolo");
for (const { code, count } of written.losses) console.log(`lost: ${code} (${count})`);
for (const { path, pieces } of written.files) {
  const text = [...pieces].join("");
  if (path.startsWith("labels/")) console.log(`${path}: ${text.trim()}`);
}
