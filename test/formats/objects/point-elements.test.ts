import { expect, it } from "vitest";
import { readCvatTruth } from "../../../src/formats/cvat/read.js";
import { readLabelStudioObjects } from "../../../src/formats/label-studio/label-studio-objects.js";
import type { ObjectTruth } from "../../../src/formats/objects/object-types.js";
import { problemCodes, textFiles } from "../truth-view.js";

/** Label, box and the points of each object by name. */
function posesOf({ labelNames, regions: { objects } }: ObjectTruth) {
  const { names = [], values = [] } = objects.points ?? {};
  return Array.from({ length: objects.count }, (_, i) => {
    const points = names.flatMap((name, k) => {
      const [x, y, seen] = values.slice(3 * (i * names.length + k));
      return seen === 0 ? [] : [[name, x, y, seen]];
    });
    return [labelNames[objects.label[i]!], [...objects.box.subarray(4 * i, 4 * i + 4)], points];
  });
}

const cvat = (children: string) =>
  readCvatTruth(
    textFiles({
      "a.xml": `<annotations><image id="0" name="a.jpg" width="40" height="30">${children}</image></annotations>`,
    }),
    "a.xml",
    { points: true },
  );

it("reads CVAT's points: an element with several, a group with its box, and single ones of one object", async () => {
  const read = await cvat(`
    <points label="fox" points="1,2;3.5,4;5,9"/>
    <box label="hare" xtl="10" ytl="10" xbr="20" ybr="18" group_id="3"/>
    <points label="nose" points="12,11" group_id="3"/><points label="tail" points="19,17" group_id="3" occluded="1"/>
    <box label="hare" xtl="0" ytl="0" xbr="5" ybr="5" group_id="9"/>
    <points label="nose" points="30,20" group_id="0"/><points label="tail" points="36,28"/>`);
  expect(posesOf(read)).toEqual([
    ["hare", [0, 0, 5, 5], []],
    [
      "fox",
      [1, 2, 4, 7],
      [
        ["1", 1, 2, 2],
        ["2", 3.5, 4, 2],
        ["3", 5, 9, 2],
      ],
    ],
    [
      "hare",
      [10, 10, 10, 8],
      [
        ["nose", 12, 11, 2],
        ["tail", 19, 17, 1],
      ],
    ],
    [
      "animal",
      [30, 20, 6, 8],
      [
        ["nose", 30, 20, 2],
        ["tail", 36, 28, 2],
      ],
    ],
  ]);
  expect(problemCodes(read)).toEqual(["annotations/area-missing"]);
});

it.each([
  [
    "a name twice",
    '<points label="nose" points="1,2"/><points label="nose" points="3,4"/>',
    "annotations/points-count",
  ],
  ["a place that is none", '<points label="nose" points="1,b"/>', "annotations/not-a-number"],
])("leaves an image of CVAT unlabelled with %s", async (_name, children, code) => {
  const read = await cvat(children);
  expect(problemCodes(read)).toEqual([code]);
  expect([...read.state]).toEqual([2]);
});

it("keeps a box whose group has points that are none", async () => {
  const read = await cvat(
    '<box label="fox" xtl="1" ytl="1" xbr="5" ybr="5" group_id="1"/><points label="nose" points="1" group_id="1"/>',
  );
  expect(posesOf(read)).toEqual([["fox", [1, 1, 4, 4], []]]);
});

const size = { original_width: 200, original_height: 100 };
const point = (name: string, x: number, y: number, more: object = {}) => ({
  ...{ id: `${name}${x}`, type: "keypointlabels", ...size, ...more },
  value: { x, y, width: 0.5, keypointlabels: [name] },
});
const rectangle = (id: string, x: number) => ({
  ...{ id, type: "rectanglelabels", ...size },
  value: { x, y: 10, width: 20, height: 40, rotation: 0, rectanglelabels: ["fox"] },
});

const studio = (result: readonly unknown[]) =>
  readLabelStudioObjects(
    textFiles({
      "s.json": [{ id: 1, data: { image: "a.jpg" }, annotations: [{ id: 1, result }] }],
    }),
    "s.json",
    { points: true },
  );

it("reads points of Label Studio into the region of their parent, else into the rectangle around them", async () => {
  const read = await studio([
    rectangle("r1", 0),
    rectangle("r2", 50),
    point("nose", 5, 20),
    point("nose", 60, 20),
    point("tail", 90, 90, { parentID: "r2" }),
  ]);
  expect(posesOf(read)).toEqual([
    ["fox", [0, 10, 40, 40], [["nose", 10, 20, 2]]],
    [
      "fox",
      [100, 10, 40, 40],
      [
        ["nose", 120, 20, 2],
        ["tail", 180, 90, 2],
      ],
    ],
  ]);
  expect(problemCodes(read)).toEqual(["annotations/area-missing"]);
});

it("takes points without regions for those of one object", async () => {
  const read = await studio([point("nose", 5, 20), point("tail", 10, 60)]);
  expect(posesOf(read)).toEqual([
    [
      "animal",
      [10, 20, 10, 40],
      [
        ["nose", 10, 20, 2],
        ["tail", 20, 60, 2],
      ],
    ],
  ]);
});

it.each([
  ["a name twice without regions", [point("nose", 5, 20), point("nose", 9, 9)]],
  ["a point in no rectangle", [rectangle("r1", 0), point("nose", 90, 90)]],
  ["a point in two rectangles", [rectangle("r1", 0), rectangle("r2", 5), point("nose", 10, 20)]],
  [
    "a point that is none",
    [
      rectangle("r1", 0),
      { ...point("nose", 1, 1), value: { x: "a", y: 1, keypointlabels: ["nose"] } },
    ],
  ],
])("lists %s and leaves it out", async (_name, result) => {
  expect(problemCodes(await studio(result))).toContain("annotations/points-count");
});
