/** Commands that can be computed in shards; `record` is `record create`. */
export const SHARDED_COMMANDS = ["evaluate", "compare", "record", "stress"] as const;
export type ShardedCommand = (typeof SHARDED_COMMANDS)[number];
