import { type Surface, wordsFor } from "../../core/sentence.js";
import type { ResultEstimate } from "../../results/result.js";
import { grouped, plural } from "../numbers.js";
import { shown } from "../text.js";

/**
 * Facts that the words of `clusters/` and `verdict/` codes take. Where an estimate has no clusters its
 * units are what belongs together: the objects or labels of one image.
 */
export function clusterFacts(
  cluster: string | null,
  estimate: ResultEstimate | null,
  surface: Surface = "command",
): ReadonlyMap<string, string> {
  if (estimate !== null && estimate.clusters === null) {
    const unit = shown(estimate.unit, 40);
    const units = plural(unit);
    return new Map([
      ["cluster", unit] as const,
      ["clusters", units] as const,
      ["units", units] as const,
      ["clusterCount", countText(estimate.n)],
      ["add", `Add more ${units}: many objects on one ${unit} count little more than one.`],
      ["addThree", `Add more ${units} of this kind: 3 are the least, 10 or more are better.`],
      ["bigger", `${units} with more on them`],
      ["see", `See whether ${units} with much on them are read worse: they count most.`],
    ]);
  }
  const facts = new Map<string, string>();
  if (cluster !== null) {
    const name = shown(cluster, 40);
    facts.set("cluster", name);
    facts.set("clusters", plural(name));
    facts.set("add", `Add ${plural(name)} rather than more images of the same ones.`);
    facts.set(
      "addThree",
      `Add images from more ${plural(name)}: 3 are the least, 10 or more are better.`,
    );
    facts.set("bigger", `${plural(name)} with more images`);
    facts.set(
      "see",
      name === "sequence"
        ? "See whether long sequences are the difficult ones: they count most."
        : wordsFor(surface, {
            command: `Run again with --slice ${name} to see it ${name} by ${name}.`,
            app: `Choose ${name} under Your question, at “Look at parts of your data”, to see it ${name} by ${name}.`,
          }),
    );
  }
  if (estimate !== null && estimate.clusters !== null) {
    const name = cluster === null ? "group" : shown(cluster, 40);
    // So few count little each, whatever their sizes: none need be larger than the others.
    const isFew = estimate.clusters <= FEW;
    facts.set("carries", isFew ? `Each ${name} carries much` : `One ${name} carries most`);
    facts.set(
      "carried",
      isFew
        ? `With ${grouped(estimate.clusters)} ${plural(name)} each of them decides much of the figure.`
        : `One ${name} is so large a part of the data that it decides most of the figure.`,
    );
    facts.set("clusterCount", countText(estimate.clusters));
    facts.set("units", plural(shown(estimate.unit, 40)));
  }
  return facts;
}

/** At most so many clusters have fewer than 4 degrees of freedom even where all are of one size. */
const FEW = 4;

/** In front of a plural. */
function countText(n: number): string {
  return n === 1 ? "fewer than 2" : grouped(n);
}
