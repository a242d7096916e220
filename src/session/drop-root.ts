/** Path that stands for all that was dropped, where its files lie in no folder. */
export const DROP_ROOT = ".";
