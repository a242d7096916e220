import type { Code } from "../../core/json-values.js";
import {
  alikeFeatures,
  type ImageFeatures,
  type PlacedFeatures,
} from "../../dataset/image-features.js";
import type { ComparedSide } from "../../dataset/profile/compare-attributes.js";
import { type Embeddings, embeddingDistance } from "../../dataset/profile/embedding-distance.js";
import type { TestClusters } from "../../dataset/profile/tested-region.js";
import type { ResultScopeEmbedding } from "../../results/scope-result.js";
import { quantileSorted } from "../../statistics/bootstrap.js";

/** Features of one model of test images, and of those here, a row an image. */
export interface ScopeFeatures {
  readonly test: PlacedFeatures;
  readonly here: ImageFeatures;
}

/** What features say, and the places of the images that were looked at. */
export interface ComparedFeatures {
  readonly embedding: ResultScopeEmbedding | null;
  readonly warnings: readonly Code[];
}

const DIFFERS_P = 0.05;
const DIFFERS_EXCESS = 0.1;
const STEPS = 20;

/**
 * How far images are from the test images of a record in the features of a model (METHODS §7.4).
 *
 * @param interval of a share of images; null where they are all there are
 * @throws HomegroundError `features/other-length`
 */
export function compareFeatures(
  record: ComparedSide,
  here: ComparedSide,
  features: ScopeFeatures,
  { isWhole, seed }: { readonly isWhole: boolean; readonly seed: number },
  interval: (
    inside: Uint8Array,
    clusters: TestClusters | null,
  ) => Pick<ResultScopeEmbedding, "low" | "high" | "method">,
): ComparedFeatures {
  const [test, own] = alikeFeatures(features.test.features, features.here);
  const [there, mine] = [withFeatures(test), withFeatures(own)];
  const places = there.map((row) => features.test.images[row]!);
  const a = embeddingsOf(test, there, places, record.clusters);
  const b = embeddingsOf(own, mine, mine, here.clusters);
  const found = embeddingDistance(a, b, seed);
  if (found === null) {
    return {
      embedding: null,
      warnings: [mine.length === 0 ? "scope/no-embedding" : "scope/few-for-features"],
    };
  }
  const { images, beyond, share, limit, scores, looked, reference, chance, divisions } = found;
  const isAll = isWhole && looked.length === here.images;
  const { low, high, method } = isAll
    ? { low: null, high: null, method: "none" }
    : interval(
        Uint8Array.from(scores, (score) => (score > limit ? 1 : 0)),
        groupsOf(b.cluster, looked),
      );
  const sorted = { test: found.own.toSorted(), here: scores.toSorted() };
  const name = (side: ComparedSide, row: number): string => side.names?.[row] ?? `image ${row + 1}`;
  return {
    embedding: {
      ...{ images, beyond, share, low, high, method, limit },
      source: features.here.source,
      given: own.given,
      compared: own.width,
      without: here.images - mine.length,
      notDrawn: mine.length - looked.length,
      testImages: reference.length,
      expected: chance.expected,
      excess: chance.excess,
      p: chance.p,
      differs: chance.p !== null && chance.p <= DIFFERS_P && (chance.excess ?? 0) >= DIFFERS_EXCESS,
      quantiles: Array.from({ length: STEPS + 1 }, (_, i) => ({
        share: i / STEPS,
        test: quantileSorted(sorted.test, i / STEPS),
        here: quantileSorted(sorted.here, i / STEPS),
      })),
      least: found.least.map((one) => ({
        file: name(here, mine[one.image]!),
        distance: one.score,
        test: name(record, places[one.test]!),
        here: one.here === null ? null : name(here, mine[one.here]!),
      })),
    },
    warnings: [
      ...(divisions < 200 ? (["scope/few-clusters"] as const) : []),
      ...((record.clusters === null) === (here.clusters === null)
        ? []
        : (["scope/clusters-one-side"] as const)),
    ],
  };
}

/** Rows that have features. */
function withFeatures({ has }: ImageFeatures): Int32Array {
  return Int32Array.from(has.keys()).filter((image) => has[image] === 1);
}

/** @param images of the rows */
function embeddingsOf(
  { width, values }: ImageFeatures,
  rows: Int32Array,
  images: Int32Array,
  clusters: TestClusters | null,
): Embeddings {
  const own = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) {
    own.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  const cluster = clusters === null ? null : images.map((image) => clusters.cluster[image]!);
  return { count: rows.length, width, values: own, cluster };
}

/** Groups of some rows, numbered anew; null where each is one. */
function groupsOf(cluster: Int32Array | null, rows: Int32Array): TestClusters | null {
  if (cluster === null) return null;
  const placeOf = new Map<number, number>();
  const own = rows.map((row) => {
    const g = cluster[row]!;
    const place = placeOf.get(g) ?? placeOf.size;
    placeOf.set(g, place);
    return place;
  });
  return { cluster: own, count: placeOf.size };
}
