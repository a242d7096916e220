/** Files of the kit beside the page. */
export const KIT_FILES = {
  badge: "badge.svg",
  qr: "qr.svg",
  methods: "methods.txt",
  bibtex: "cite.bib",
} as const;

export type KitFile = keyof typeof KIT_FILES;
