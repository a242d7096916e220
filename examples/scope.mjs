// Which of these images are like those of a test set? `node examples/scope.mjs` after `npm run build`.
import {
  categoricalColumn,
  conceptSupport,
  createTable,
  openProfile,
  scopeColumns,
  scopeCoverage,
  totalVariation,
} from "homeground";

const repeat = (parts) => parts.flatMap(([level, times]) => Array(times).fill(level));
const columnsOf = (levels) => {
  const table = createTable(levels.length, new Map([["light", categoricalColumn(levels)]]));
  return scopeColumns(table, Int32Array.from(levels.keys()));
};

// The test set: 20 images by day, 20 by night. Here: 6 by day, 2 by night, 2 at dusk.
const profile = openProfile(
  columnsOf(
    repeat([
      ["day", 20],
      ["night", 20],
    ]),
  ),
  null,
  40,
);
const here = columnsOf(
  repeat([
    ["day", 6],
    ["night", 2],
    ["dusk", 2],
  ]),
);
const rain = { words: "day fails", where: [{ attribute: "light", levels: ["day"] }] };

const coverage = scopeCoverage(profile, here, [], 10);
console.log(`${coverage.covered} of ${coverage.images} are inside`);
console.log(`${scopeCoverage(profile, here, [rain], 10).covered} where day is known to fail`);
console.log(`distance ${totalVariation([20, 20, 0], [6, 2, 2]).toFixed(2)}`);

// Lynx are hardly in what the model was trained on.
const local = [
  { label: "deer", local: 90, recall: 0.95 },
  { label: "lynx", local: 10, recall: 0.2 },
];
const training = new Map([
  ["deer", 5000],
  ["lynx", 3],
]);
const { classes } = conceptSupport(local, training);
console.log(classes.map(({ label, training: seen }) => `${label} ${seen}`).join(", "));
