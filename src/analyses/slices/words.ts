/** In the methods text. Values are text already. */
export const METHODS = {
  slices: (v: { attributes: string; count: string; methods: string; cites: string }) =>
    `Results for parts of the data, by ${v.attributes}, are given where a part has at least 10 images${v.count}${v.methods === "" ? "." : `; their intervals (${v.methods}${v.cites}) hold all together at the level of one. A part was called lower than the rest only where the interval of the difference lay wholly below 0.`}`,
  more: (v: { n: string }) => `${v.n} more`,
  shrunken: (v: { cites: string }) =>
    `Parts are ordered by values drawn towards their mean${v.cites}.`,
} as const;
