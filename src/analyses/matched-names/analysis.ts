import type { PictureTile } from "../../reports/document-types.js";
import type { Analysis } from "../analysis.js";
import { namesSection } from "./section.js";

/** What labels were taken for that are called otherwise than the model's, with some of their pictures. */
export const matchedNames: Analysis<readonly PictureTile[]> = {
  id: "matched-names",
  weighsNothing: true,
  section: namesSection,
};
