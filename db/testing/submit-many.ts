import { v7 as uuidv7 } from "uuid";
import { addJob } from "@/db/jobs";
import { countRequest } from "@/db/limits";
import { closeDatabase } from "../core/client";

/**
 * Acts like a web process towards the limits: tries to add `count` jobs of a key at once and prints how many were
 * accepted.
 */

const [keyId = "", count = "", limits = ""] = process.argv.slice(2);
const rest = { keyId, model: "qwen-vl", priority: "normal" as const, input: {}, options: {}, costEstimated: 300_000 };
const results = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const { requests } = await countRequest(keyId);
    const job = { ...rest, id: uuidv7(), plan: [] };
    return { requests, added: await addJob(job, { limits: JSON.parse(limits) }) };
  }),
);
const added = results.filter((one) => one.added).length;
process.stdout.write(JSON.stringify({ added, requests: results.map(({ requests }) => requests) }));
await closeDatabase();
