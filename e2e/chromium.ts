import type { LaunchOptions } from "@playwright/test";
import { findChromium } from "@/cli/testing/chromium";

const quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The launch options for the available browser. */
export function chromium(): LaunchOptions {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium: run `npx playwright install chromium` or set CHROMIUM_PATH.");
  const asRoot = process.getuid?.() === 0;
  return { executablePath, args: asRoot ? ["--no-sandbox", ...quiet] : quiet };
}
