import { basename, dirname, join, resolve } from "node:path";
import { checkSameQuestion, checkSameTruth } from "../../compare/held-alike.js";
import { type HeldResult, heldResult, readHeldFacts } from "../../compare/held-result.js";
import { type RaceOrder, raceOrder } from "../../compare/race-order.js";
import { sharedImages } from "../../compare/shared-images.js";
import { COUNTED_ALIKE } from "../../compare/whole-comparison.js";
import { HomegroundError } from "../../core/errors.js";
import { readParquetTable } from "../../formats/parquet/parquet.js";
import { counted, listed } from "../../reports/numbers.js";
import { designIgnored } from "../../results/unequal-draws.js";
import { openFolder } from "../files/folder-access.js";
import { readText } from "../files/read-file.js";
import {
  type CompareOptions,
  checkNames,
  DESIGN_IGNORED,
  type ToCompare,
} from "./compare-inputs.js";
import { hasObjectTable, OUTPUT_FILES } from "./evaluate-files.js";
import { resultFile } from "./named-file.js";
import { badOption } from "./usage.js";

/** What can be said beside results: the rest is about images, labels and models that are read. */
const OF_RESULTS = [
  "--name",
  "--by",
  "--shared-only",
  "--race",
  "--equal-alarms",
  "--metric",
  "--positive",
  "--level",
  "--seed",
  "--out",
  "--json",
  "--quiet",
];

/**
 * Results of the same images, by the outcomes beside them; no image is read.
 *
 * @param given names of the options on the command line
 * @throws HomegroundError `compare/…` with what differs; `plan/design-ignored` for images that were drawn
 *   unequally; `usage/bad-option`; and as results are read
 */
export async function comparedResults(
  paths: readonly string[],
  { name: names, sharedOnly, seed }: CompareOptions,
  given: readonly string[],
): Promise<ToCompare> {
  const other = given.filter((option) => !OF_RESULTS.includes(option));
  if (other.length > 0) {
    const what = `${listed(other)} cannot be said of results that are there already`;
    throw badOption(what, "Give images with --labels, or results alone", "homeground compare");
  }
  if (paths.length < 2) {
    throw new HomegroundError("compare/one-model", {
      what: `${paths[0]} alone is given`,
      where: "homeground compare",
      fix: "Name two or more results; or images with --labels and models or predictions",
    });
  }
  if (names.length > 0 && names.length !== paths.length) {
    throw badOption(
      `${counted(names.length, "name")} for ${counted(paths.length, "result")}`,
      "Name each, in their order",
      "--name",
    );
  }
  const files: string[] = [];
  for (const path of paths) files.push(await resultFile(path));
  const own = files.map((file, m) => names[m]?.trim() || folderName(file));
  checkNames(own, paths);
  const results: HeldResult[] = [];
  for (const [m, file] of files.entries()) results.push(await readResult(own[m]!, file));
  checkSameQuestion(results);
  const shared = sharedImages(results, sharedOnly === true, "results");
  const byName = checkSameTruth(results, shared.units);
  return {
    models: results.map(({ name, sha256, outcomes, claims, trained = null }, m) => {
      return { name, sha256, outcomes, claims, trained, units: shared.units[m]! };
    }),
    images: Array.from(shared.units[0]!, (unit) => results[0]!.images[unit]!),
    attributes: results[0]!.attributes,
    leftOut: shared.leftOut.length,
    order: orderOf(results[0]!, shared.units[0]!, seed),
    notes: [
      ...(byName.length === 0
        ? []
        : [`Known by their names and labels alone: images of ${listed(byName)}`]),
      ...(results.some(({ ignoresDesign }) => ignoresDesign) ? [DESIGN_IGNORED] : []),
    ],
    pictures: null,
    cost: null,
  };
}

/** Results say nothing of the order of labels: one is drawn. */
function orderOf({ outcomes }: HeldResult, units: Int32Array, seed: number): RaceOrder {
  const image = Int32Array.from({ length: outcomes.unitCount }, (_, unit) => unit);
  const own = { image, row: image, rowOfImage: image, cluster: outcomes.cluster, drawn: undefined };
  return raceOrder(own, units, { lookOrder: "drawn", seed });
}

/** A result by the folder that it is in, which an evaluation is told apart by. */
function folderName(file: string): string {
  const name = basename(file);
  return name === OUTPUT_FILES.result ? basename(dirname(resolve(file))) : name;
}

async function readResult(name: string, file: string): Promise<HeldResult> {
  const facts = readHeldFacts(await readText(file, "Name a result.json, or its folder"), file);
  if (facts.sampling?.design?.unequal === true) {
    throw designIgnored({ source: file }, COUNTED_ALIKE);
  }
  const access = await openFolder(dirname(file));
  const table = hasObjectTable(facts.task) ? OUTPUT_FILES.objects : OUTPUT_FILES.outcomes;
  const where = join(dirname(file), table);
  if ((await access.kindOf(table))?.kind !== "file") {
    throw new HomegroundError("compare/no-outcomes", {
      what: `${table} is not beside it`,
      where: file,
      fix: "Keep the folder of an evaluation whole, or evaluate again",
    });
  }
  return heldResult(name, facts, await readParquetTable(access, table), where);
}
