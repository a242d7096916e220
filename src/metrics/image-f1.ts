/**
 * F1 of what is on one image; 1 where there is nothing and nothing was answered.
 *
 * @param both what is there and was answered
 * @param all what is there, and what was answered, added up
 */
export function f1Of(both: number, all: number): number {
  return all === 0 ? 1 : (2 * both) / all;
}
