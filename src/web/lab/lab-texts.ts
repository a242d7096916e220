import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";

/** `2026-11-25 10:42`, in UTC. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** `Ann` of `person:Ann`; a token is named as one. */
export function actorText(actor: string): string {
  const name = actor.replace(/^person:/, "").replace(/^(\w+):/, "$1 ");
  return shown(name, 80);
}

/** `top-k-accuracy` as people read it. */
export function idText(id: string): string {
  return shown(id, 80).replaceAll("-", " ");
}

/** `0.874 (0.851 to 0.895)`; the range is left out where there is none. */
export function figureText(value: unknown, low: unknown, high: unknown): string {
  if (typeof value !== "number") return "–";
  const range =
    typeof low === "number" && typeof high === "number"
      ? ` (${grouped(low, 3)} to ${grouped(high, 3)})`
      : "";
  return `${grouped(value, 3)}${range}`;
}
