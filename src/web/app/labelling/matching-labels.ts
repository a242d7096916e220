/**
 * Labels that somebody may mean who typed so much: those that begin with it, then those of which a
 * later word does; in their order. Case and accents make no difference.
 */
export function matchingLabels(labels: readonly string[], typed: string): readonly string[] {
  const wanted = plain(typed.trim());
  if (wanted === "") return [];
  const first = labels.filter((label) => plain(label).startsWith(wanted));
  const later = labels.filter(
    (label) =>
      !first.includes(label) && wordsOf(plain(label)).some((word) => word.startsWith(wanted)),
  );
  return [...first, ...later];
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u);
}
