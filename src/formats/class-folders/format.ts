import { CONFIDENCE, type Format, loaded } from "../format.js";
import { CLASS_FOLDER_FIELDS } from "./fields.js";
import { classesOf } from "./layout.js";

export const classFolders: Format = {
  id: "class-folders",
  name: "class folders",
  folder({ folder, wanted, listed }) {
    if (wanted !== "labels") return null;
    // One folder of images says less than any file of labels beside it.
    const isSorted = classesOf(listed.images, folder).size > 1;
    const confidence = isSorted ? CONFIDENCE.sorted : 0;
    return { name: "class folders", files: [folder], confidence, isWhole: true };
  },
  fields: CLASS_FOLDER_FIELDS,
  read: loaded(["labels"], () => import("./read.js")),
};
