import { existsSync } from "node:fs";
import { type LaunchOptions, chromium as playwright } from "@playwright/test";

const candidates = () => [
  playwright.executablePath(),
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-headless-shell",
];

const quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** How to launch the browser that is here: Playwright's own, the one named in CHROMIUM_PATH, or the system's. */
export function chromium(): LaunchOptions {
  const executablePath = candidates().find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("No Chromium: run `npx playwright install chromium` or set CHROMIUM_PATH.");
  const asRoot = process.getuid?.() === 0;
  return { executablePath, args: asRoot ? ["--no-sandbox", ...quiet] : quiet };
}
