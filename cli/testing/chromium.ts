import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { root } from "../supervisor/spawn";
import { CannotStart } from "../supervisor/startup-error";

// The headless shell needs a fifth less processor time.
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium for the browser tests: the configured one, Playwright's own, an installed one, or a new installation. */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  if (canUseApt()) {
    say("no Chromium found: installing Debian's package");
    apt("chromium-headless-shell");
  } else {
    say("no Chromium found: downloading Playwright's");
    const playwright = join(root, "node_modules/@playwright/test/cli.js");
    spawnSync(process.execPath, [playwright, "install", "chromium"], { stdio: "inherit", timeout: 300_000 });
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new CannotStart(
    "No Chromium for the browser tests: run `npx playwright install --with-deps chromium`, or install Chromium with your " +
      "system's package manager, or set CHROMIUM_PATH to one.",
  );
}

/** The available browser, if there is one. */
export function findChromium(): string | null {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new CannotStart(`CHROMIUM_PATH is "${given}": there is no such file.`);
  const folders = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"];
  const installed = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  return [given, chromium.executablePath(), ...installed, mac].find((path) => path && existsSync(path)) ?? null;
}

export function canUseApt(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version") || !existsSync("/usr/bin/apt-get")) return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8")); // Ubuntu's chromium package is a snap's stub
}

/** Installs Debian packages; updates the lists when they are missing or too old. apt prints its own errors. */
export function apt(...packages: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], { stdio: "inherit", env });
  try {
    install();
  } catch {
    spawnSync("apt-get", ["update", "-q"], { stdio: "inherit", env });
    try {
      install();
    } catch {
      // The caller says what to do.
    }
  }
}
