import { basename } from "node:path";

const top = await Promise.resolve("top");
export const api = {
  handler: async (event) => ({ statusCode: 200, body: JSON.stringify({ top, what: basename(event.path) }) }),
};
