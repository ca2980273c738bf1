import { filmLength } from "../making";
import type { Part } from "./camera";

/** A film from a topic: at its reviews, while it is changed, while it runs, done, out of date and failed. */
export const part: Part = {
  async shoot({ page, sandbox, signIn, shoot, inChinese, start }) {
    await signIn();
    const open = async (topic: string, more: Record<string, unknown> = {}) => {
      const id = await start({ model: "topic-film", options: { topic, duration: 10, shots: 4 }, ...more });
      await page.goto(`/jobs/${id}`);
    };
    const toStoryboard = () => page.locator("#story").evaluate((heading) => heading.scrollIntoView());
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const shot = (number: number) => page.getByRole("group", { name: `Shot ${number}`, exact: true });
    const review = (what: string) =>
      page.getByRole("region", { name: `Review ${what}` }).waitFor({ timeout: filmLength });
    const approve = () => button("Approve and continue").click({ timeout: filmLength });

    await open("How a violin is made", { review: true });
    await review("the storyboard");
    await shot(1).waitFor();
    await shoot("story-review");
    await button("Script").click();
    await button("Style").click();
    await page.getByLabel("Scene 1: Title").waitFor();
    await shoot("story-script");
    await button("Script").click();
    await button("Style").click();
    await button("Split Shot 2 in two").click();
    await button("Add a shot after Shot 1").click();
    await button("Title, composition, light and colours of Shot 1").click();
    await page.getByText("Correct the marked fields.").waitFor();
    await shoot("story-refused", toStoryboard);
    await shot(2).getByLabel("Description").fill("A bench at dawn.");
    await page.getByText(/^Then about/).waitFor();
    await shoot("story-changed", toStoryboard);
    await button("Save the storyboard").click();
    await page.getByRole("status").filter({ hasText: "Saved." }).waitFor({ state: "attached" });
    await approve();
    await review("the first frames");
    await shoot("story-frames");
    await inChinese("story-frames");

    await sandbox.fault({ service: "wan-i2v", fault: "hold" });
    await approve();
    await page.locator("[data-step='clip.1'][data-status=waiting]").waitFor({ state: "attached", timeout: filmLength });
    await shoot("story-running");
    await sandbox.fault();
    await sandbox.release();
    await page.getByRole("link", { name: "Download", exact: true }).waitFor({ timeout: 2 * filmLength });
    await shoot("story-done");
    await inChinese("story-done");

    await shot(1).getByLabel("Description").fill("A workshop full of shavings, seen from the door.");
    await page.getByText(/^Then about/).waitFor();
    await button("Save the storyboard").click();
    await page.getByRole("region", { name: /out of date/ }).waitFor({ timeout: filmLength });
    await shoot("story-out-of-date");

    await sandbox.fault({ service: "wan-i2v", fault: "fail", after: 1 });
    await open("A lighthouse in fog");
    await page
      .getByText("This job failed")
      .first()
      .waitFor({ timeout: 2 * filmLength });
    await page.getByRole("alert").first().waitFor();
    await shoot("story-failed");
  },
};
