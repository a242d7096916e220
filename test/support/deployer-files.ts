import { type Column, categoricalColumn, createTable } from "../../src/core/table.js";
import { openProfile } from "../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../src/dataset/profile/scope-columns.js";
import { madeRecord } from "../evaluation/made-record.js";
import { cardText } from "./card-writer.js";
import { meanColourClassifier } from "./onnx-writer.js";
import { plainPng } from "./png-writer.js";

type Files = readonly (readonly [path: string, bytes: Uint8Array | string])[];

/** What a person brings who tests a model on images of another place. */
export interface DeployerFiles {
  readonly model: Files;
  /** Names begin with the folder. */
  readonly images: Files;
  readonly labels: Files;
  /** 50.0% accuracy on 60 images by day and by night. */
  readonly record: Files;
  readonly all: Files;
}

/**
 * Images of two colours by day and at dusk; a quarter is called otherwise than it looks, `Reds` is a
 * name that the model does not have, `purple` one that it cannot answer, and a row names no image.
 */
export function deployerFiles(count = 60): DeployerFiles {
  const onnx = meanColourClassifier();
  const lights = Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? "night" : "day"));
  const table = createTable(60, new Map<string, Column>([["light", categoricalColumn(lights)]]));
  const made = madeRecord(
    ["red", "green"],
    lights.map((light, i) => ({
      truth: i % 2 === 0 ? "red" : "green",
      answer: "red",
      attributes: { light },
    })),
    {
      title: "Red or green",
      profile: openProfile(scopeColumns(table, Int32Array.from(lights.keys())), null, 60),
    },
  );
  const model: Files = [
    ["model.onnx", onnx],
    ["model.json", cardText(onnx)],
  ];
  const images: Files = Array.from({ length: count }, (_, i) => [
    `photos/${String(i).padStart(3, "0")}.png`,
    plainPng(60 + (i % 5), 40, i % 2 === 0 ? [200, 30, i] : [10, 190, i]),
  ]);
  const rows = images.map(([path], i) => {
    const label = i === 7 ? "purple" : (i % 4 === 0) !== (i % 2 === 0) ? "Reds" : "green";
    return `${path},${label},${i % 3 === 0 ? "dusk" : "day"},cam${i % 12}`;
  });
  rows.push("photos/gone.png,green,day,cam1");
  const labels: Files = [["labels.csv", `file,label,light,camera\n${rows.join("\n")}\n`]];
  const record: Files = [
    ["record/record.json", made.text],
    ...[...made.files].map(([path, bytes]): Files[number] => [`record/${path}`, bytes]),
  ];
  return { model, images, labels, record, all: [...model, ...images, ...labels, ...record] };
}
