import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const looks = [
  { colorScheme: "dark", width: 390, height: 844 },
  { colorScheme: "light", width: 1280, height: 800 },
] as const;

/** A window of 1280 by 1024 pixels at 400 % has this size, and so have the smallest phones. */
const narrowest = { width: 320, height: 256 };

/** Checks that no part of the page is reached by sideways scrolling only. */
export async function fitsTheNarrowest(page: Page): Promise<void> {
  await page.setViewportSize(narrowest);
  const wide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 200)),
    );
  const { scrollWidth } = await page.evaluate(() => ({ scrollWidth: document.documentElement.scrollWidth }));
  expect(scrollWidth, scrollWidth > narrowest.width ? (await wide()).slice(0, 5).join("\n") : "").toBeLessThanOrEqual(
    narrowest.width,
  );
}

/**
 * Checks that axe finds no violation, small and dark, large and light, and that nothing is wider than the smallest
 * screen. `without`: axe's rules that are checked elsewhere.
 */
export async function isAccessible(page: Page, without: string[] = []): Promise<void> {
  await fitsTheNarrowest(page);
  for (const { colorScheme, ...size } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    // For axe, what is scrolled below the header is too small to press.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    // Only violations: reporting the passed rules would take three times as long.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).disableRules(without);
    // Else each check opens a page of its own to merge what it found in the frames of other sites: there are none.
    const { violations } = await axe.setLegacyMode().withTags(rules).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes.map((node) => node.html)])).toEqual([]);
  }
}
