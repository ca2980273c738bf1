import { openCamera, type Part } from "./camera";

/**
 * Pictures of every page in every state, for people: `npm run screenshots` writes them to `screenshots/`, with names
 * behind it (`npm run screenshots cut sharing`) those of some parts.
 */

const parts = ["entry", "make", "job", "keep", "settings", "sharing", "troubles", "providers", "storyboard"];
parts.push("cut", "choice", "batches");

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !parts.includes(name));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}. The parts: ${parts.join(", ")}.`);

for (const name of chosen.length > 0 ? chosen : parts) {
  const { part }: { part: Part } = await import(`./${name}`);
  const camera = await openCamera(part.settings);
  try {
    await part.shoot(camera);
  } catch (error) {
    // The other parts are taken all the same; the picture shows where this one ended.
    process.exitCode = 1;
    console.error(`${name}:`, error);
    await camera.page.screenshot({ path: `screenshots/failed-${name}.png` }).catch(() => {});
  } finally {
    await camera.close();
  }
  console.log(`${name} is taken.`);
}
