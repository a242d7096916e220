import type { ProfileAttribute, ScopeProfile } from "./profile-types.js";
import { binned, binsOf } from "./scope-bins.js";
import { presence, type ScopeColumn } from "./scope-columns.js";
import { LEAST_PRESENT, MOST_ATTRIBUTES, scopeWarnings } from "./scope-rules.js";
import {
  type Cells,
  LEAST_CLUSTERS,
  LEAST_IMAGES,
  type TestClusters,
  type TestedRegion,
  testedRegion,
} from "./tested-region.js";

/** The region of a test set, as a record that is open states it (METHODS §7.1). */
export function openProfile(
  columns: readonly ScopeColumn[],
  clusters: TestClusters | null,
  images: number,
): ScopeProfile {
  return profileOf(regionOf(columns, clusters), clusters, images);
}

/** The region of a test set by its first attributes that nine in ten of its images have. */
export function regionOf(
  columns: readonly ScopeColumn[],
  clusters: TestClusters | null,
): TestedRegion {
  const attributes = columns
    .filter((column) => presence(column) >= LEAST_PRESENT)
    .flatMap((column) => {
      const bins = binsOf(column);
      return bins === null ? [] : [{ column, bins, binned: binned(column, bins) }];
    })
    .slice(0, MOST_ATTRIBUTES);
  return testedRegion(attributes, clusters);
}

function profileOf(
  region: TestedRegion,
  clusters: TestClusters | null,
  images: number,
): ScopeProfile {
  const { attributes, singles, pairs, order, selfCoverage } = region;
  return {
    form: "open",
    n: images,
    clusters: clusters?.count ?? null,
    k: LEAST_IMAGES,
    leastClusters: clusters === null ? 1 : LEAST_CLUSTERS,
    attributes: attributes.map(({ bins }, i): ProfileAttribute => {
      const { n, tested } = singles[i]!;
      return {
        name: bins.name,
        kind: bins.kind,
        origin: bins.origin,
        edges: bins.edges,
        bins: bins.names.map((name, bin) => ({
          name,
          n: n[bin]!,
          tested: tested[bin] === 1,
          ...levelsOfBin(bins.edges !== null, bins.missing === bin, name),
        })),
        withheld: false,
      };
    }),
    pairs: order === 1 ? [] : pairs.map((cells) => testedPairs(region, cells)),
    order,
    selfCoverage,
    warnings: scopeWarnings(order, attributes.length, selfCoverage),
  };
}

/** Which levels a bin stands for: none says that the attribute is missing. */
function levelsOfBin(
  isNumeric: boolean,
  isMissing: boolean,
  name: string,
): { readonly levels?: readonly string[] } {
  if (isMissing) return { levels: [] };
  return isNumeric ? {} : { levels: [name] };
}

function testedPairs(
  { attributes }: TestedRegion,
  { attributes: of, n, tested }: Cells,
): ScopeProfile["pairs"][number] {
  const [a, b = 0] = of;
  const width = attributes[b]!.bins.names.length;
  const cells: [number, number][] = [];
  const few: [number, number, number][] = [];
  for (let cell = 0; cell < tested.length; cell++) {
    const row = Math.floor(cell / width);
    if (tested[cell] === 1) cells.push([row, cell % width]);
    else if (n[cell]! > 0) few.push([row, cell % width, n[cell]!]);
  }
  return { a: attributes[a]!.bins.name, b: attributes[b]!.bins.name, tested: cells, few };
}
