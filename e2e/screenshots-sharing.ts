import type { openCamera } from "./camera";

/** The dialogs of a finished job for sharing and for code, and the pages that visitors see. */
export async function shootSharing(
  { page, shoot }: Awaited<ReturnType<typeof openCamera>>,
  job: string,
): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.goto(`/jobs/${job}`);
  await page.getByRole("button", { name: "Share" }).click();
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
  await page.goto(`${url}/embed`);
  await shoot("shared-player", async () => {});
  await page.goto(`${url}x`);
  await shoot("shared-invalid");
}
