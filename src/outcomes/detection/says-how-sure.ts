/** Whether scores say how sure a model is: what comes without one is read as 1. */
export function saysHowSure({ score }: { readonly score: Float64Array }): boolean {
  return score.some((one) => one !== 1);
}
