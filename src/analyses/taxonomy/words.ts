/** Answers by how far they are right in a taxonomy. Values are text already. */
export const TAXONOMY = {
  title: "By rank",
  caption: (v: { units: string }) =>
    `Answers to ${v.units} in the taxonomy. All figures of this report count the first row alone as right.`,
  answer: "The answer is",
  exact: "Exactly right",
  coarser: (v: { rank: string }) =>
    v.rank === "animal" ? "Right, but only as “animal”" : `Right, but only at ${v.rank}`,
  finer: "Finer than your label, and within it",
  otherName: "The same taxon under another label",
  different: "Something else",
  unknown: "Wrong, without a known place in the taxonomy",
} as const;
