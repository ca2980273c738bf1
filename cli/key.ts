import { CannotStart, endWith } from "./cannot-start";
import { createApiKey } from "./database";
import { planSettings } from "./settings";

/** `npm run key -- "my program"`: makes an API key and prints it, once. */

try {
  const [name, ...rest] = process.argv.slice(2);
  if (!name || rest.length > 0) throw new CannotStart('Give the key a name: npm run key -- "my program"');
  const { key } = await createApiKey(planSettings({}).settings, name);
  process.stdout.write(`${key}\n`);
} catch (error) {
  endWith(error);
}
