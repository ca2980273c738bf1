import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const looks = [
  { colorScheme: "dark", width: 390, height: 844 },
  { colorScheme: "light", width: 1280, height: 800 },
] as const;

/**
 * Checks that axe finds no violation, small and dark, large and light, and that nothing is wider than the smallest
 * screen.
 */
export async function isAccessible(page: Page): Promise<void> {
  for (const { colorScheme, ...size } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    // For axe, what is scrolled below the header is too small to press.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    // Only violations: reporting the passed rules would take three times as long.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
    const { violations } = await axe.withTags(rules).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes.map((node) => node.html)])).toEqual([]);
  }
}
