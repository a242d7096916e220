/** False alarms of the comparison of attributes, and how well a test set's own coverage foretells that of others. */
import { createRandom, type Random } from "../../src/core/random.js";
import { type Column, createTable } from "../../src/core/table.js";
import { closedProfile } from "../../src/dataset/profile/closed-profile.js";
import {
  type ComparedSide,
  compareClosed,
  compareOpen,
} from "../../src/dataset/profile/compare-attributes.js";
import { scopeCoverage } from "../../src/dataset/profile/coverage.js";
import {
  type Embeddings,
  embeddingDistance,
} from "../../src/dataset/profile/embedding-distance.js";
import { openProfile } from "../../src/dataset/profile/open-profile.js";
import { scopeColumns } from "../../src/dataset/profile/scope-columns.js";
import { createTally, type Experiment } from "./measure.js";
import { drawIndex, drawNormal } from "./worlds.js";

/** Images a site: all alike, or exponential. */
type Sizes = "equal" | "cv 1";

/** What images are like: a part of the variance of every number is their site's, and so are levels. */
interface Law {
  readonly numbers: number;
  readonly levelled: number;
  /** Share of the variance that sites make. */
  readonly icc: number;
}

const SHARES = Float64Array.of(0.4, 0.3, 0.2, 0.1);
const LEVELS = ["a", "b", "c", "d"];

/** Images of G sites, or of as many as there are images. */
function drawSide(law: Law, sizes: readonly number[], random: Random): ComparedSide {
  const cluster = Int32Array.from(sizes.flatMap((size, g) => new Array<number>(size).fill(g)));
  const images = cluster.length;
  const columns = new Map<string, Column>();
  const [ofSite, ofImage] = [Math.sqrt(law.icc), Math.sqrt(1 - law.icc)];
  for (let k = 0; k < law.numbers; k++) {
    const site = Float64Array.from(sizes, () => drawNormal(random));
    const values = Float64Array.from(
      cluster,
      (g) => ofSite * site[g]! + ofImage * drawNormal(random),
    );
    columns.set(`number ${k}`, { kind: "numeric", values });
  }
  for (let k = 0; k < law.levelled; k++) {
    const upTo = sizes.map(() => cumulative(siteShares(law.icc, random)));
    const codes = Int32Array.from(cluster, (g) => drawIndex(upTo[g]!, random));
    columns.set(`levels ${k}`, { kind: "categorical", codes, levels: LEVELS });
  }
  const rows = Int32Array.from({ length: images }, (_, i) => i);
  const clusters = { cluster, count: sizes.length };
  return { columns: scopeColumns(createTable(images, columns), rows), clusters, images };
}

/** Dirichlet shares of a site with the given intraclass correlation: one level is all of it at 1. */
function siteShares(icc: number, random: Random): Float64Array {
  if (icc === 0) return SHARES;
  // Draws with replacement from an urn (Blackwell & MacQueen 1973): more than enough for four levels.
  const urn = SHARES.map((share) => share * (1 / icc - 1));
  const counts = new Float64Array(SHARES.length);
  const draws = 200;
  for (let i = 0; i < draws; i++) {
    const weights = urn.map((w, k) => w + counts[k]!);
    counts[drawIndex(cumulative(weights.map((w) => w / (1 / icc - 1 + i))), random)]!++;
  }
  return counts.map((n) => n / draws);
}

function cumulative(shares: Float64Array): Float64Array {
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum;
  });
}

function drawSizes(G: number, mean: number, law: Sizes, random: Random): number[] {
  return Array.from({ length: G }, () =>
    law === "equal" ? mean : Math.max(1, Math.round(-mean * Math.log(1 - random.uniform()))),
  );
}

const PER_SITE = 20;

/** What a record tells of its images: their sites, bins alone, or one by one and independent. */
type Told = "clusters" | "bins alone" | "independent images";

/** Both sides are of one law: whatever is found is a false alarm. */
function falseAlarms(
  record: Told,
  law: Law,
  [G, H]: readonly [number, number],
  sizes: Sizes,
): Experiment {
  const attribute = law.numbers > 0 ? "number" : "levels";
  return {
    part: "scope, false alarms",
    setting: { record, attribute, sites: `${G} and ${H}`, icc: law.icc, sizes },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const alone = { ...law, icc: 0 };
        const there =
          record === "independent images"
            ? {
                ...drawSide(alone, new Array<number>(G * PER_SITE).fill(1), random),
                clusters: null,
              }
            : drawSide(law, drawSizes(G, PER_SITE, sizes, random), random);
        const here = drawSide(law, drawSizes(H, PER_SITE, sizes, random), random);
        const profile =
          record === "bins alone"
            ? closedProfile(there.columns, there.clusters, there.images, { people: false })
            : openProfile(there.columns, there.clusters, there.images);
        const { attributes } = scopeCoverage(profile, here.columns, [], here.images);
        const [found] = (
          record === "bins alone"
            ? compareClosed(here, attributes)
            : compareOpen(there, here, attributes, run)
        ).attributes;
        if (found?.p == null) continue;
        tally.add("p ≤ 0.05", found.p <= 0.05);
        tally.add("called different", found.differs);
      }
      return tally.measures();
    },
  };
}

const FRESH = 1000;
const FIVE: Law = { numbers: 3, levelled: 2, icc: 0.2 };

/** A test set's own coverage beside that of other images of the same law, from other sites. */
function ownAgainstFresh(n: number, G: number | null): Experiment {
  return {
    part: "scope, coverage",
    setting: { n, sites: G ?? "each image" },
    effort: 0.25,
    measure(repetitions, seed, stream) {
      let own = 0;
      let fresh = 0;
      let runs = 0;
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const law = G === null ? { ...FIVE, icc: 0 } : FIVE;
        const sizes = Array.from({ length: G ?? n }, (_, g) =>
          G === null ? 1 : Math.floor(n / G) + Number(g < n % G),
        );
        const test = drawSide(law, sizes, random);
        const clusters = G === null ? null : test.clusters;
        const profile = openProfile(test.columns, clusters, test.images);
        if (profile.selfCoverage === null) continue;
        const others =
          G === null ? new Array<number>(FRESH).fill(1) : new Array<number>(50).fill(20);
        const here = drawSide(law, others, random);
        own += profile.selfCoverage;
        fresh += scopeCoverage(profile, here.columns, [], here.images).covered / here.images;
        runs++;
      }
      if (runs === 0) return [];
      return [
        { name: "by itself", share: own / runs, runs },
        { name: "fresh images", share: fresh / runs, runs },
        { name: "promised too much", share: Math.max(0, own - fresh) / runs, runs },
      ];
    },
  };
}

/** Features of images of some sites: as many numbers, of which a part of the variance is the site's. */
function drawFeatures(
  { sizes, icc, moved }: { sizes: readonly number[]; icc: number; moved: number },
  isClustered: boolean,
  random: Random,
): Embeddings {
  const cluster = Int32Array.from(sizes.flatMap((size, g) => new Array<number>(size).fill(g)));
  const [ofSite, ofImage] = [Math.sqrt(icc), Math.sqrt(1 - icc)];
  const values = new Float32Array(cluster.length * WIDTH);
  const site = Array.from(sizes, () =>
    Float64Array.from({ length: WIDTH }, () => drawNormal(random)),
  );
  for (const [i, g] of cluster.entries()) {
    for (let d = 0; d < WIDTH; d++) {
      values[i * WIDTH + d] = moved + ofSite * site[g]![d]! + ofImage * drawNormal(random);
    }
  }
  return { count: cluster.length, width: WIDTH, values, cluster: isClustered ? cluster : null };
}

const WIDTH = 16;
/** Images, and sites with images a site: as few as give 100 test images, since their number squared is what a run costs. */
const FEATURED = {
  "each image": { sites: [120, 60], mean: 1 },
  "6 and 6": { sites: [6, 6], mean: 20 },
  "20 and 15": { sites: [20, 15], mean: 8 },
} as const;

/** Features of a test set and of images here, all moved by so many standard deviations in every number. */
function featureDistance(
  sites: keyof typeof FEATURED,
  sizes: Sizes,
  icc: number,
  moved: number,
): Experiment {
  const isClustered = sites !== "each image";
  const {
    sites: [G, H],
    mean,
  } = FEATURED[sites];
  return {
    part: "scope, features",
    setting: { sites, sizes, icc, moved },
    // A rate of false alarms wants more runs than a power does.
    effort: moved === 0 ? 0.5 : 0.1,
    measure(repetitions, seed, stream) {
      const tally = createTally();
      for (let run = 0; run < repetitions; run++) {
        const random = createRandom(seed, stream + run);
        const draw = (count: number, by: number): Embeddings => {
          const drawn = drawSizes(count, mean, sizes, random);
          return drawFeatures({ sizes: drawn, icc, moved: by }, isClustered, random);
        };
        const found = embeddingDistance(draw(G, 0), draw(H, moved), run);
        if (found?.chance.p == null) continue;
        const { p, excess } = found.chance;
        tally.add("p ≤ 0.05", p <= 0.05);
        tally.add("called different", p <= 0.05 && (excess ?? 0) >= 0.1);
      }
      return tally.measures();
    },
  };
}

/** Every setting of the scope. */
export function scopeExperiments(): Experiment[] {
  const found: Experiment[] = [];
  const number: Law = { numbers: 1, levelled: 0, icc: 0 };
  const levels: Law = { numbers: 0, levelled: 1, icc: 0 };
  for (const record of ["clusters", "bins alone", "independent images"] as const) {
    for (const one of [number, levels]) {
      for (const sites of [
        [6, 6],
        [20, 15],
      ] as const) {
        for (const [icc, sizes] of [
          [0, "equal"],
          [0.3, "equal"],
          [0.3, "cv 1"],
        ] as const) {
          found.push(falseAlarms(record, { ...one, icc }, sites, sizes));
        }
      }
    }
  }
  for (const [n, G] of [
    [89, null],
    [300, null],
    [1000, null],
    [89, 4],
    [300, 20],
    [1000, 40],
  ] as const) {
    found.push(ownAgainstFresh(n, G));
  }
  for (const moved of [0, 0.5, 1]) {
    found.push(featureDistance("each image", "equal", 0, moved));
    for (const sites of ["6 and 6", "20 and 15"] as const) {
      for (const sizes of ["equal", "cv 1"] as const) {
        found.push(featureDistance(sites, sizes, 0.3, moved));
      }
    }
  }
  return found;
}
