import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const models = ["selfie", "blazeface", "u2netp"];
const folder = "lib/media/matting/models";

test.each(models)("%s.onnx is the file that the notice names", (name) => {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, `${name}.onnx`)))
    .digest("hex");
  expect(readFileSync(join(folder, "NOTICE.md"), "utf8")).toMatch(
    new RegExp(`^\\| \`${name}\\.onnx\` \\|.*\\| Apache-2\\.0 \\| \`${hash}\` \\|$`, "m"),
  );
});

test("git and packages contain the models", () => {
  const tracked = execFileSync("git", ["ls-files", folder], { encoding: "utf8" });
  for (const name of models) expect(tracked).toContain(`${folder}/${name}.onnx`);
  const { files } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(files).toBeUndefined(); // a list would have to name them
});

/** What loading a model says in a process with these settings. */
function messageWith(settings: Record<string, string>, side = 320): string {
  const load = `
    const { loadModel } = await import("./lib/media/matting/models.ts");
    await loadModel("u2netp", ${side}).then(() => console.log("loaded"), (error) => console.log(error.message));
  `;
  const node = ["--import", "tsx", "--input-type=module", "-e", load];
  return execFileSync(process.execPath, node, { encoding: "utf8", env: { ...process.env, ...settings } }).trim();
}

test("a missing or wrong model is named with its setting", () => {
  expect(messageWith({ U2NETP_MODEL_PATH: "/nowhere/u2netp.onnx" })).toBe(
    "/nowhere/u2netp.onnx is missing: set U2NETP_MODEL_PATH to the path of u2netp.onnx.",
  );
  expect(messageWith({ U2NETP_MODEL_PATH: "package.json" })).toMatch(
    /^package\.json is not a model that ONNX Runtime reads: check U2NETP_MODEL_PATH\./,
  );
  const small = join(folder, "selfie.onnx");
  expect(messageWith({ U2NETP_MODEL_PATH: small }, 256)).toBe(
    `${small} does not take 320 x 320 pixels: check U2NETP_MODEL_PATH.`,
  );
});
