import { parseDelimited } from "../../../src/formats/delimited/delimited.ts";

export function run(bytes) {
  parseDelimited(bytes, "table.csv");
}

export const seeds = [
  "image,label\na.jpg,fox\nb.jpg,deer\n",
  'image;label;score\r\n"a;1.jpg";"red ""fox""";0,5\r\nb.jpg;deer;0,25\r\n',
  "\uFEFFfile\tclass\ta\tb\na.png\tx\t0.1\t0.9\n\n# end\n",
  Buffer.from("image,label\na.jpg,chouette chev\u00eache\n", "latin1"),
  Buffer.from("\uFEFFimage,label\na.jpg,fox\n", "utf16le"),
];
