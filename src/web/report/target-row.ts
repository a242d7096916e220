/** How far PageUp and PageDown go. */
export const PAGE_ROWS = 10;

/** How the rows of a drawing lie. */
export interface RowOrder {
  readonly last: number;
  /** One below the other; else along an axis. */
  readonly isList: boolean;
  /** Along the axis, the last row is at the left. */
  readonly isTurned: boolean;
}

/**
 * Row that a key leads to from row `from`, null before the first key; null where the key is none of
 * ours. Right and up are more along an axis, as on a slider; down is next in a list.
 */
export function targetRow(key: string, from: number | null, order: RowOrder): number | null {
  const { last, isList, isTurned } = order;
  const right = isTurned ? -1 : 1;
  const down = isList ? 1 : -right;
  if (key === "Home") return isTurned ? last : 0;
  if (key === "End") return isTurned ? 0 : last;
  const steps = new Map<string, number>([
    ...([
      ["ArrowRight", right],
      ["ArrowLeft", -right],
    ] as const),
    ...([
      ["ArrowDown", down],
      ["ArrowUp", -down],
    ] as const),
    ...([
      ["PageDown", down * PAGE_ROWS],
      ["PageUp", -down * PAGE_ROWS],
    ] as const),
  ]);
  const step = steps.get(key);
  if (step === undefined) return null;
  if (from === null) return step > 0 ? 0 : last;
  return Math.max(0, Math.min(last, from + step));
}
