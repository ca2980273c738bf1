import { startSmallFilm } from "../cutting";
import { filmLength } from "../making";
import type { Part } from "./camera";

/** The dialogs of a finished job for sharing and for code, and the pages that visitors see. */
export const part: Part = {
  async shoot({ page, origin, signIn, shoot, inChinese }) {
    await signIn();
    const dialog = page.getByRole("dialog");
    const { id } = await startSmallFilm(page, origin, "The wind takes the seeds.");
    await page.goto(`/jobs/${id}`);
    await page.getByRole("button", { name: "Share" }).click({ timeout: filmLength });
    await dialog.getByLabel("Title for visitors").fill("The wind takes the seeds");
    await shoot("share-new", async () => {});
    await dialog.getByLabel("Show the shots").check();
    await dialog.getByRole("button", { name: "Create a link" }).click();
    const link = dialog.getByLabel("Link", { exact: true });
    await link.waitFor();
    await shoot("share-open", async () => {});
    const url = await link.inputValue();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "As code" }).click();
    await dialog.getByText("curl --fail-with-body").waitFor();
    await shoot("code", async () => {});
    await page.goto(url);
    await shoot("shared-page");
    await inChinese("shared-page");
    await page.goto(`${url}/embed`);
    await shoot("shared-player", async () => {});
    await page.goto(`/jobs/${id}`);
    await page.getByRole("button", { name: "Share" }).click();
    await dialog.getByRole("button", { name: "End the link" }).click();
    await dialog.getByText("The link has ended.").waitFor();
    await shoot("share-ended", async () => {});
    await page.goto(url);
    await shoot("shared-invalid");
    await page.goto(`${url}/embed`);
    await shoot("shared-player-ended", async () => {});
  },
};
