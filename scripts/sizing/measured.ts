import type { Measured } from "./simulate-workers.js";

/**
 * On 2 cores of an AMD EPYC, Node 20.20. Images: JPEGs of 640 × 480 and a model of MobileNetV2's plan, native
 * engine, quiet machine (`npm run bench -- end-to-end`). The database: PostgreSQL 15 beside ten workers' questions
 * and 100,000 shards (`npm run bench -- workers`), on a machine with ten times its load. Plan and join: processor time and
 * largest memory of 10,000 and 40,000 pictures of 64 pixels (3.8 − 1.7 s, 346 − 159 MiB; 9.8 − 3.2 s, 458 − 209 MiB),
 * and 0.09 ms for the SHA-256 of 150 kB. A shard: what a run of its own takes of a
 * processor beside its images (0.97 to 1.02 s with 25 of 8 ms); workers, which start once, take less.
 */
export const MEASURED: Measured = {
  imageMs: 15.9,
  shardMs: 800,
  planMs: 0.16,
  planBytes: 6500,
  joinMs: 0.31,
  joinBytes: 8300,
  takeMs: 2.1,
  keepMs: 0.8,
  finishMs: 0.75,
  pollMs: 1,
};
