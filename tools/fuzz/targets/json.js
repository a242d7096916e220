import { readImageTruth } from "../../../src/formats/read.ts";
import { named, oneFile } from "./access.js";

const NAMES = ["labels.json", "datapackage.json", "labels.geojson"];

export async function run(bytes) {
  const { access, name } = oneFile(bytes, NAMES);
  await readImageTruth(access, name);
}

export const seeds = [
  named(
    0,
    '{"info":{},"images":[{"id":1,"file_name":"a.jpg","width":4,"height":3}],"annotations":[{"id":1,"image_id":1,"category_id":2,"bbox":[0,0,1,1],"area":1,"iscrowd":0}],"categories":[{"id":2,"name":"fox"}]}',
  ),
  named(
    0,
    '[{"id":1,"data":{"image":"/data/upload/a.jpg"},"annotations":[{"id":1,"result":[{"type":"choices","from_name":"c","to_name":"i","value":{"choices":["fox"]}}]}]}]',
  ),
  named(0, '[{"image":"a.jpg","label":"fox"},{"image":"b.jpg","label":null}]'),
  named(
    0,
    '{"images":[{"id":"x","file_name":"a.jpg"}],"annotations":[{"image_id":"x","category_id":NaN}],"categories":[]}',
  ),
  named(
    1,
    '{"profile":"https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0/camtrap-dp-profile.json","resources":[{"name":"media","path":"media.csv"},{"name":"observations","path":"observations.csv"}]}',
  ),
];
