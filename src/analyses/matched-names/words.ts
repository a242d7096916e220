/** Words of the section on matched names. Names and files are text already. */
export const NAMES = {
  title: "Matched names",
  lead: "These labels are called otherwise than the model's. Look whether their pictures show what they were taken for.",
  taken: (v: { name: string }) => `taken for ${v.name}`,
  alt: (v: { file: string; label: string; said: string }) =>
    `${v.file}: labelled ${v.label}, ${v.said}`,
} as const;
