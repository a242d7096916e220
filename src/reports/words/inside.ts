/** Words of a page that carries everything in itself. */
export const INSIDE = {
  label: "The record",
  back: "Back to the record",
  starting: "Starting. Everything that is needed is inside this page.",
  damaged: (v: { what: string }) =>
    `This page is not whole: ${v.what}. Get the file again from where you have it.`,
  foot: "One file. It loads nothing and sends nothing: everything that it shows and counts is inside.",
  files: "Files inside this page: a click saves them.",
  notInside: "not in this file",
  tryWithModel:
    "Opens in this page with the model of this record. Your images stay on this computer: nothing is installed, nothing is loaded, nothing is uploaded.",
  tryWithout:
    "Opens in this page. The model is not part of this record: you need its file, or its answers. Your images stay on this computer: nothing is installed, nothing is loaded, nothing is uploaded.",
  model: "in this file",
  modelBeside: "given with the record, not in this file",
  images: "The images are in this file.",
  imagesBeside: "The images are not in this file: they are with the record in its folder.",
  done: "Counted from the files inside this page, held to the hashes of the record, with the same code as the command line.",
} as const;
