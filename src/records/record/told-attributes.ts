import type { TransparencyRecord } from "./record-types.js";

/** Names of the attributes that a record's scope is told by; of a time, its column. */
export function toldAttributes({ profile }: Pick<TransparencyRecord, "profile">): string[] {
  const names = (profile?.attributes ?? []).map(({ name }) =>
    name.replace(/ \((hour|season)\)$/, ""),
  );
  return [...new Set(names)];
}
