import { startSmallFilm } from "../cutting";
import { filmLength } from "../making";
import type { Part } from "./camera";

/** The editor of a cut: as it opens, changed, with each of its dialogs, and joined again. */
export const part: Part = {
  async shoot({ page, origin, signIn, shoot, inChinese }) {
    await signIn();
    const { id } = await startSmallFilm(page, origin, "A kite climbs over the harbour in the evening.");
    await page.goto(`/jobs/${id}`);
    await page.getByRole("link", { name: "Cut", exact: true }).click({ timeout: filmLength });
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const shot = (number: number) => page.getByRole("button", { name: new RegExp(`^Shot ${number} of`) });
    await shot(3).waitFor();
    await shoot("cut-opened");

    await shot(2).click();
    await button("Move shot 2 left").click();
    await page.getByLabel("Into shot 2").selectOption("dissolve");
    await page.getByRole("slider", { name: "Playhead" }).press("End");
    await page.getByRole("tab", { name: "Title", exact: true }).click();
    await page.getByLabel("Title before the first shot").fill("Kites");
    await page.getByRole("tab", { name: "Subtitles" }).click();
    await button("Add at the playhead").click();
    await page.getByLabel("Text of subtitle 1").fill("It pulls like a small horse.");
    await page.getByText(/^Free, about/).waitFor();
    await shoot("cut-changed");
    await inChinese("cut-changed");
    await page.getByRole("tab", { name: "Sound" }).click();
    await shoot("cut-sound");
    await button("Add a clip").click();
    await page.getByRole("dialog").waitFor();
    await shoot("cut-add", async () => {});
    await page.keyboard.press("Escape");
    await button("Download").click();
    await page.getByRole("dialog").waitFor();
    await shoot("cut-downloads", async () => {});
    await page.keyboard.press("Escape");
    await button("Join again").click();
    await page.getByRole("button", { name: /versions$/ }).click({ timeout: filmLength });
    await page.getByRole("dialog").waitFor();
    await shoot("cut-versions", async () => {});
  },
};
