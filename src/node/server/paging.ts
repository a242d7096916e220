/** A part of a list, found by its key: rows before `start`, one more than are shown. */
export interface PageWanted {
  readonly start: number;
  readonly most: number;
}

export function pageWanted(query: {
  readonly after?: string | undefined;
  readonly limit?: string | undefined;
}): PageWanted {
  // Everything comes before the largest number that JSON has.
  return {
    start: query.after === undefined ? Number.MAX_SAFE_INTEGER : Number(query.after),
    most: Number(query.limit ?? 50),
  };
}

/** The rows of the part, and where the next one begins; null at the end. */
export function pageOf<R extends { readonly seq: number }>(
  rows: readonly R[],
  { most }: PageWanted,
): { readonly here: readonly R[]; readonly next: string | null } {
  const here = rows.slice(0, most);
  return { here, next: rows.length > most ? String(here.at(-1)!.seq) : null };
}
