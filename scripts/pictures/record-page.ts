import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");

/** What is stated of the demo's record. */
const FACTS = {
  title: "Animals at 24 drawn camera traps",
  facts: {
    authors: ["The demo of Homeground"],
    licence: "CC0-1.0",
    sites: "one valley, 24 cameras",
    seasons: "spring and summer",
    howChosen: "every picture that the demo draws of site A",
  },
  construct: {
    task: "names the animal in the picture, or says that it is empty",
    population: "pictures that a program draws of site A",
    labelling: "the program that draws them",
    agreement: "the program knows what it drew",
    counts: "the share of pictures with the right name",
    decision: "which pictures a person need not look at",
    doesNotShow: "anything about photographs",
  },
  scope: {
    notTested: ["Autumn and winter", "Animals that are not drawn"],
    knownToFail: ["Site B of the demo: other light, other vegetation"],
  },
  caveats: [
    "The pictures are drawn: this record shows what a record is, not what the model can do.",
  ],
};

/**
 * Makes the demo, a record of its first site and the page of it, with the built program.
 *
 * @param folder empty
 * @returns path of the page
 */
export function makeDemoRecord(folder: string): string {
  const demo = join(folder, "demo");
  const [facts, record, site] = ["facts.json", "record", "site"].map((name) => join(folder, name));
  if (!facts || !record || !site) throw new Error("no folder");
  const run = (...words: string[]): void => {
    execFileSync(process.execPath, [MAIN, ...words], { stdio: "ignore" });
  };
  writeFileSync(facts, JSON.stringify(FACTS));
  run("demo", "--out", demo);
  const images = join(demo, "pictures/home");
  run(
    "record",
    "create",
    images,
    "--labels",
    join(images, "labels.csv"),
    "--cluster",
    "camera",
    "--predictions",
    join(demo, "site-a/predictions.csv"),
    "--facts",
    facts,
    "--publish",
    "--out",
    record,
  );
  run("publish", record, "--out", site, "--quiet", "--no-check");
  const short = readdirSync(site).find((name) => /^[0-9a-f]{12}$/.test(name)) ?? "";
  return join(site, short, "index.html");
}
