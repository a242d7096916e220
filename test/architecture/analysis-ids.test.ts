import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { ANALYSES } from "../../src/analyses/registry.js";
import { sourceFiles } from "../support/source-files.js";

/** An analysis is its own folder and a line of the registry. */
const HOMES = ["analyses/registry.ts"];

/** Files that take something from an analysis's folder for another reason; they are not counted. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "analyses/analysis.ts":
    "types of what is looked for before, and of pictures that are still to make",
  "compare/by-training.ts": "where a model was trained is what its result says of it",
  "transfer/index.ts": "the package's entry point for claims, gap, slices and profiles",
  "evaluation/run/report-sources.ts": "places are counted for the notes on what images are",
  "evaluation/run/with-label-changes.ts": "evaluates once more, with the changed labels",
  "analyses/classes/classes-view.ts": "the taxonomy is shown among the classes",
  "analyses/classes/section.ts": "the taxonomy is shown among the classes",
  "analyses/slices/strata.ts": "classes as the gap has them",
  "analyses/gap/gap-of.ts": "leaves units out as leakage does",
  "node/cli/training-lists.ts": "opens the lists of --training",
  "node/cli/evaluate-leakage.ts": "reads images to look for copies",
  "node/images/look-threads.ts": "compares looks in threads",
  "node/images/look-thread.ts": "compares looks in threads",
  "records/evidence/create-record.ts": "what a record says of copies",
  "records/evidence/record-figures.ts": "what a record says of copies",
  "node/cli/evaluate-changes.ts": "opens the file of --label-changes",
  "node/cli/evaluate-taxonomy.ts": "opens the file of --taxonomy",
  "node/cli/deployments-file.ts": "opens the file of --deployments",
  "node/cli/scores-files.ts": "opens the files of --scores",
  "analyses/inspect/inspect-predictions.ts": "says of predictions what an evaluation would",
  "analyses/matched-names/name-pictures.ts": "makes pictures as those of mistakes are made",
  "analyses/leakage/pair-pictures.ts": "makes pictures as those of mistakes are made",
  "analyses/scope/least-pictures.ts": "makes pictures as those of mistakes are made",
  "analyses/scope/features-view.ts": "shows pictures as those of mistakes are shown",
  "analyses/leakage/section.ts": "shows pictures as those of mistakes are shown",
  "compare/use-text.ts": "figures of use in the words of the report",
  "compare/object-tiles.ts": "makes and shows pictures as those of mistakes are",
  "compare/only-one-tiles.ts": "makes and shows pictures as those of mistakes are",
  "stress/stress-pictures.ts": "shows pictures as those of mistakes are",
  "analyses/matched-names/section.ts": "shows pictures as those of mistakes are shown",
  "node/cli/evaluate-perform.ts": "knows which names were matched, and the images without a label",
  "node/cli/evaluate-outputs.ts": "passes images of matched names on",
  "node/cli/mistake-pictures.ts": "reads images to make pictures of",
  "web/session/session-outputs.ts": "reads images to make pictures of",
  "node/cli/inspect-record.ts": "inspect --record is the comparison alone",
  "node/reports/scope-page.ts": "inspect --record is the comparison alone",
  "analyses/class-support/analysis.ts":
    "training counts, class by class, as the comparison has them",
  "analyses/label-free/analysis.ts": "hides estimates where most images are of untested kinds",
  "analyses/site-map/find-map.ts": "draws the places of the figures place by place",
  "analyses/reliability/other-places.ts":
    "whether features are held against images of the same sites",
  "analyses/site/site-check.ts": "the sites are those of the figures place by place",
  "analyses/mistakes/mistakes-of.ts": "a right picture is of the place of the wrong one",
  "evaluation/run/masked-evaluation.ts": "shows the model pictures without their objects",
  "session/project-content.ts": "labels are changed in the app",
};
/** The app compares with a record, and changes labels, apart from an evaluation. */
const APP = /^web\//;

/** Words that mean something else too, and what. */
const OTHER_MEANINGS: Readonly<Record<string, string>> = {
  application: "a type of files, and what the options of uses belong to",
  background: "what is left of a picture without its objects, attributes of that",
  agreement: "of people who label, which records state; the unit of a concordance",
  gap: "a distance of the style sheet",
  scope: "a step of the app, a part of a record",
  slices: "a stream of random numbers, the parts that an attribute makes",
  places: "a plot in the page, what is read ahead",
  classes: "an argument, a shape of a model's output",
  confidence: "a column of predictions",
  mistakes: "an order of images and classes",
  reliability: "a plot and a table of confidence",
  taxonomy: "an option, a source of names",
  site: "an option, a column of labels",
  "site-map": "an option",
};

/** Whether a file imports something below a folder of `src`. */
function takesFrom(folder: string, { file, text }: { file: string; text: string }): boolean {
  return [...text.matchAll(/from "(\.[^"]+)"/g)].some(([, path = ""]) =>
    posix.join(posix.dirname(file), path).startsWith(folder),
  );
}

describe("an analysis", () => {
  const all = sourceFiles();

  it.each(ANALYSES.map(({ id }) => id))(
    "is its folder and its lines, and nothing else knows it: %s",
    (id) => {
      const folder = `analyses/${id}/`;
      const outside = all.filter(({ file }) => !file.startsWith(folder) && !HOMES.includes(file));
      const importing = outside.filter((one) => takesFrom(folder, one)).map(({ file }) => file);
      const unexplained = importing.filter((file) => !(file in EXCEPTIONS) && !APP.test(file));
      expect(unexplained).toEqual([]);
      if (id in OTHER_MEANINGS) return;
      const naming = outside.filter(({ text }) => text.includes(`"${id}"`));
      expect(naming.map(({ file }) => file)).toEqual([]);
    },
  );

  it("has the folder of its id, and an id of its own", () => {
    const ids = ANALYSES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(all.map(({ file }) => file)).toContain(`analyses/${id}/analysis.ts`);
    }
  });

  it("has an anchor of its own in the page", () => {
    const anchors = ANALYSES.flatMap(({ section }) => section?.anchor ?? []);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it("is an exception only where something is taken", () => {
    const folders = ANALYSES.map(({ id }) => `analyses/${id}/`);
    const taking = all
      .filter((one) =>
        folders.some((folder) => !one.file.startsWith(folder) && takesFrom(folder, one)),
      )
      .map(({ file }) => file);
    expect(Object.keys(EXCEPTIONS).filter((file) => !taking.includes(file))).toEqual([]);
  });

  it("is seen where it is taken from", () => {
    const planted = {
      file: "reports/planted.ts",
      text: 'import { x } from "../analyses/gap/x.js";',
    };
    expect(takesFrom("analyses/gap/", planted)).toBe(true);
    expect(takesFrom("analyses/scope/", planted)).toBe(false);
  });
});
