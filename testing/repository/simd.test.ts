import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";

test("the compiled kernels are those of the source", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [compiler, ...args] = String(scripts.simd).split(" ");
  const dir = mkdtempSync(join(tmpdir(), "nextscene-simd-"));
  try {
    expect(compiler).toBe("asc");
    const compiled = join(dir, "pixels.wasm");
    execFileSync(join(root, "node_modules/.bin/asc"), [...args.slice(0, -1), compiled], { cwd: root });
    expect(readFileSync(compiled).equals(readFileSync(join(root, args.at(-1) ?? "")))).toBe(true);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
