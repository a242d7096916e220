/** What an archive may be and hold. */
export interface ArchiveLimits {
  readonly maxEntries: number;
  /** Of one entry, unpacked. */
  readonly maxEntryBytes: number;
  /** Of all entries, unpacked; what is free on the disk is another limit. */
  readonly maxTotalBytes: number;
  /** Unpacked bytes for each packed one, of what is larger than `ratioFromBytes`. */
  readonly maxRatio: number;
  readonly ratioFromBytes: number;
}

/**
 * Deflate packs zeros 1,030 to 1, tables and JSON 10 to 50, photographs 1 to 1. Below 64 MiB even a
 * picture of one colour may be what it says.
 */
export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  maxEntries: 2_000_000,
  maxEntryBytes: 4 * 2 ** 30,
  maxTotalBytes: 2 ** 40,
  maxRatio: 200,
  ratioFromBytes: 64 * 2 ** 20,
};

/** Whether so much is packed into so little that it is made to fill a disk. */
export function isBomb(unpacked: number, packed: number, limits: ArchiveLimits): boolean {
  return unpacked > limits.ratioFromBytes && unpacked > packed * limits.maxRatio;
}
