/** Brings a record of one version to the next; the value is a parsed object of that version. */
export type MigrationStep = (
  record: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

/** The version that this program writes. */
export const RECORD_VERSION = 1;

/** Steps by the version that they start from. There is no earlier version yet. */
export const MIGRATIONS: ReadonlyMap<number, MigrationStep> = new Map();

/**
 * A record of an earlier version as one of {@link RECORD_VERSION}, in memory: file and id stay those
 * of its own version.
 *
 * @returns null where there is no way from its version to this one
 */
export function migrate(
  record: Readonly<Record<string, unknown>>,
  version: number,
  steps: ReadonlyMap<number, MigrationStep> = MIGRATIONS,
): Readonly<Record<string, unknown>> | null {
  let migrated = record;
  for (let at = version; at < RECORD_VERSION; at++) {
    const step = steps.get(at);
    if (step === undefined) return null;
    migrated = step(migrated);
  }
  return version > RECORD_VERSION ? null : migrated;
}
