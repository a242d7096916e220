import { readImageTruth } from "../../../src/formats/read.ts";
import { named, oneFile } from "./access.js";

const NAMES = ["labels.csv", "labels.tsv", "labels.txt", "metadata.csv", "labels.jsonl"];

export async function run(bytes) {
  const { access, name } = oneFile(bytes, NAMES);
  await readImageTruth(access, name);
}

export const seeds = [
  named(0, "image,label,site\na.jpg,fox,north\nb.jpg,deer,south\nb.jpg,deer,south\n"),
  named(0, "File,Folder,RelativePath,DateTime,Species\nA.JPG,x,n/1,2024-01-02 03:04:05,Fox\n"),
  named(1, "file_name\tspecies\tcount\na.jpg\tfox|deer\t2\n"),
  named(2, "a.jpg fox\nb.jpg deer\n"),
  named(3, "file_name,label\na.jpg,1\nb.jpg,0\n"),
  named(4, '{"file_name":"a.jpg","label":"fox"}\n{"file_name":"b.jpg","label":["fox","deer"]}\n'),
];
