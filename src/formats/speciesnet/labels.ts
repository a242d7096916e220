/** Labels of SpeciesNet's detector by the number of its category. */
export const SPECIESNET_LABELS: ReadonlyMap<string, string> = new Map([
  ["1", "animal"],
  ["2", "human"],
  ["3", "vehicle"],
]);
