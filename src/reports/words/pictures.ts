/** Around pictures, and the window that shows one large. */
export const PICTURES = {
  key: "Boxes that are drawn",
  smaller: "Smaller",
  at: (v: { at: string; of: string }) => `${v.at} of ${v.of}`,
  previous: "Previous",
  next: "Next",
  close: "Close",
} as const;
