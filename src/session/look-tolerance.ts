import type { LookTolerance } from "../tasks/task.js";

/** A number, with `%` behind it where it is a share. */
const NUMBER = /^(\d+(?:[.,]\d+)?)\s*(%?)$/;

/** The figure of a look for what somebody typed, `1` or `10 %`; null where it is neither. */
export function measureOfTolerance(
  typed: string,
  { number, percent }: LookTolerance,
): string | null {
  const [, digits, sign] = NUMBER.exec(typed.trim()) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits.replace(",", "."));
  const template = sign === "%" ? (percent ?? number) : number;
  const isShare = sign === "%" && percent === null;
  return template.replace("#", `${isShare ? value / 100 : value}`);
}
