/**
 * What stands in place of a label for an image that somebody looked at and found nothing on, as the app says it: a
 * blank cell is an image that nobody labelled, and `empty` may be a label like any other.
 */
export const NOTHING_THERE = "nothing is there";

/** Whether a cell of labels says that nothing is there. */
export function saysNothingThere(cell: string): boolean {
  return cell.trim().toLowerCase() === NOTHING_THERE;
}
