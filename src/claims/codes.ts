import type { MethodCode } from "../statistics/codes.js";

/** Why a verdict is *cannot tell yet* (METHODS §4, §15). */
export type VerdictReason = Extract<MethodCode, `verdict/${string}`>;

/** What limits a decomposition of the gap (METHODS §6, §15). */
export type GapWarning = Extract<MethodCode, `gap/${string}` | `clusters/${string}`>;
