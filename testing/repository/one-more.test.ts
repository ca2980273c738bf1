import { execFile, execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { readmeFile } from "@/cli/commands/docs";
import { root } from "@/cli/supervisor/spawn";

/**
 * The cost of one more unit: a copy of the tree gets the README's service and workflow, each as one file and one line.
 * The registry's unchanged tests then find them in the API, form schema, OpenAPI and engine.
 */

const copy = mkdtempSync(join(tmpdir(), "nextscene-one-more-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const readme = readFileSync(readmeFile, "utf8");

function example(path: string): string {
  const block = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].find(([, text]) => text?.startsWith(`// ${path}`));
  if (!block?.[1]) throw new Error(`The README has no example for ${path}.`);
  return block[1];
}

test("a service is one file and one line, and so are a workflow and a provider", async () => {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of listed
    .split("\n")
    .filter((name) =>
      /^(app|server|inngest|lib|db|engine|sandbox|cli|bench|testing)\/|^[^/]+\.(ts|js|json)$/.test(name),
    )) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

  writeFileSync(join(copy, "lib/services/pods/real-esrgan.ts"), example("lib/services/pods/real-esrgan.ts"));
  appendFileSync(join(copy, "lib/services/index.ts"), 'export { realEsrgan } from "./pods/real-esrgan";\n');
  writeFileSync(join(copy, "lib/services/local/grey-still.ts"), example("lib/services/local/grey-still.ts"));
  appendFileSync(join(copy, "lib/services/index.ts"), 'export { greyStill } from "./local/grey-still";\n');
  mkdirSync(join(copy, "lib/services/hosted"));
  writeFileSync(join(copy, "lib/services/hosted/vendor-video.ts"), example("lib/services/hosted/vendor-video.ts"));
  appendFileSync(join(copy, "lib/services/index.ts"), 'export { vendorVideo } from "./hosted/vendor-video";\n');
  writeFileSync(join(copy, "inngest/workflows/postcard.ts"), example("inngest/workflows/postcard.ts"));
  appendFileSync(join(copy, "inngest/workflows/index.ts"), 'export { postcard } from "./postcard";\n');
  writeFileSync(join(copy, "inngest/workflows/checked-postcard.ts"), example("inngest/workflows/checked-postcard.ts"));
  appendFileSync(join(copy, "inngest/workflows/index.ts"), 'export { checkedPostcard } from "./checked-postcard";\n');

  writeFileSync(join(copy, "lib/providers/acme.ts"), example("lib/providers/acme.ts"));
  appendFileSync(join(copy, "lib/providers/index.ts"), 'export { acme } from "./acme";\n');

  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "inngest/registry.test.ts", "lib/providers/providers.test.ts", "--reporter=json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy, maxBuffer: 16 * 1024 * 1024 });
  const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
    numFailedTests: number;
    testResults: { assertionResults: { fullName: string; status: string }[] }[];
  };
  const passed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed")
    .map(({ fullName }) => fullName);
  expect(report.numFailedTests).toBe(0);
  for (const name of [
    ...[
      "service real-esrgan",
      "model real-esrgan",
      "service grey-still",
      "model grey-still",
      "service vendor-video",
      "model vendor-video",
      "model postcard",
      "model checked-postcard",
    ],
  ]) {
    expect(passed.filter((test) => test.startsWith(name)).length, name).toBeGreaterThan(2);
  }
  expect(passed).toEqual(
    expect.arrayContaining([
      "every provider acme says where it is, by which key, and how it is known",
      "acme:acme-1 for text-to-image: what it can do is accepted and makes a plain request",
    ]),
  );
  expect(passed).toContain("model postcard API, form and OpenAPI know it, and the engine runs it");
});
