/** Words of the lines above a run: what goes in, how it was read, what was asked. */

export const OPENING = {
  images: (v: { images: string; place: string; toScore: string; listed: string }) =>
    `${v.images} in ${v.place}: ${v.toScore} to score, ${v.listed} left out (the report says why)`,
  labels: (v: { source: string; writing: string; roles: string }) =>
    `${v.source}: ${v.writing}${v.roles === "" ? "" : `; ${v.roles}`}`,
  role: (v: { column: string; role: string }) => `${v.column} = ${v.role}`,
  names: (v: { matched: string; of: string; some: string }) =>
    `${v.matched} of ${v.of} matched${v.some === "" ? "" : ` (${v.some})`}`,
  others: (v: { some: string; count: string }) => `${v.some} and ${v.count} more`,
  claim: (v: { allowed: string; worse: string; better: string; limit: string }) =>
    `${v.allowed} ${v.worse} the claim: holds ${v.better} ${v.limit}`,
  need: (v: { limit: string; better: string }) => `you need ${v.limit} or ${v.better}`,
  several: (v: { count: string }) => `${v.count} claims, each with its own`,
  fixed: (v: { limit: string; time: string; state: string }) =>
    `${v.limit}. Fixed ${v.time}, ${v.state}`,
  noResult: "no result yet",
  earlierResult: "an earlier result is in the folder",
} as const;
