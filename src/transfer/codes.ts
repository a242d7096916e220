/** Why a verdict is *cannot tell yet* (METHODS §4, §15). */
export type VerdictReason =
  | "verdict/no-interval"
  | "verdict/too-few-clusters"
  | "verdict/few-of-a-class"
  | "verdict/few-units-carry-it"
  | "verdict/metric-biased"
  | "verdict/size-related"
  | "verdict/unseen-clusters"
  | "verdict/claim-too-uncertain"
  | "verdict/more-clusters"
  | "verdict/more-labels"
  | "verdict/anytime-unavailable";

/** What limits a decomposition of the gap (METHODS §6, §15). */
export type GapWarning =
  | "gap/no-counts"
  | "gap/no-support"
  | "gap/low-support"
  | "gap/undefined-metric"
  | "gap/few-clusters"
  | "gap/reweight-thin";
