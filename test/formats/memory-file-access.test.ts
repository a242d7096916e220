import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { fileAccessContract } from "../contract/file-access.js";

fileAccessContract("memory", async (files) => ({
  access: createMemoryFileAccess(files, 1000),
  close: async () => {},
}));
