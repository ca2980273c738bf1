import { parseArgs } from "node:util";
import { createApiKey, linkApiKey, listApiKeys, revokeKey, rotateApiKey } from "../supervisor/database";
import { planSettings } from "../supervisor/settings";
import { CannotStart, endWith } from "../supervisor/startup-error";

/**
 * `npm run key`: manages the keys of this installation directly in its database, so that it needs neither a key nor a
 * running app. `create` and `rotate` print only the key.
 */

const usage = `npm run key -- "my program"                 a key for a program: it sees its own jobs
npm run key -- create "my team" --admin     a key that may also make keys and see all jobs
npm run key -- list
npm run key -- rotate <id> --grace 3600     another text; the one before works for so many seconds, 0 without --grace
npm run key -- link <id>                    a link that signs one browser in with this key, once, within an hour
npm run key -- revoke <id>`;

function read() {
  try {
    const options = { admin: { type: "boolean" }, grace: { type: "string" } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n${usage}`);
  }
}

async function answer(): Promise<string> {
  const { positionals, values } = read();
  const [first = "", second = "", ...rest] = positionals;
  const { settings } = planSettings({});
  const known = ["create", "list", "rotate", "link", "revoke"].includes(first);
  const [verb, argument] = known ? [first, second] : ["create", first];
  const grace = Number(values.grace ?? 0);
  const tooMany = rest.length > 0 || (!known && second !== "") || (verb === "list" && second !== "");
  const misplaced = (values.admin && verb !== "create") || (values.grace !== undefined && verb !== "rotate");
  const tooFew = argument === "" && verb !== "list";
  if (tooMany || misplaced || tooFew || !Number.isInteger(grace) || grace < 0) throw new CannotStart(usage);
  if (verb === "create") return (await createApiKey(settings, argument, values.admin ? "admin" : "user")).key;
  if (verb === "list") return listApiKeys(settings);
  const done =
    verb === "rotate"
      ? await rotateApiKey(settings, argument, grace)
      : await (verb === "link" ? linkApiKey : revokeKey)(settings, argument);
  if (!done) throw new CannotStart(`There is no valid key ${argument}: \`npm run key -- list\` shows all of them.`);
  return done;
}

try {
  process.stdout.write(`${await answer()}\n`);
} catch (error) {
  endWith(error);
}
