import type { ImageSaid } from "../../../labelling/model-says.js";
import { percent } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { SAYS } from "../../../reports/words/app/says.js";

const LONGEST = 40;
const LONGEST_FILE = 80;

/** What the model says of an image, as it is seen. @param isCovered whether it is not to be read yet */
export function saidText(
  { labels, boxes, problem, sizePx }: ImageSaid,
  isCovered: boolean,
): string {
  if (isCovered) return SAYS.covered;
  if (problem !== null) return SAYS.failed;
  if (labels.length > 0) return labels.map((one) => shown(one, LONGEST)).join(", ");
  return boxes.length === 0 && sizePx !== null ? SAYS.nothing : SAYS.noAnswer;
}

/** How sure it says it is; empty where it does not. */
export function surenessText({ sureness }: ImageSaid): string {
  return sureness === null ? "" : percent(sureness, 0);
}

/** The picture in words, for those who cannot see it. */
export function saidAlt(said: ImageSaid, isCovered: boolean): string {
  const file = shown(said.image, LONGEST_FILE);
  if (isCovered) return file;
  return SAYS.alt({
    file,
    says: [saidText(said, false), surenessText(said)].filter((text) => text !== "").join(" "),
  });
}
