import { openCamera } from "./camera";
import { filmLength, openMaker, prompt } from "./making";

const camera = await openCamera();
const { app, page, shoot } = camera;
await page.goto(app.signInUrl);
await openMaker(page);
await page.getByRole("button", { name: "Use the sample picture" }).click();
await prompt(page).fill("A paper boat sets off down the gutter.");
await page.getByText("Uploaded").waitFor();
await page.getByLabel("Let me review the scenes and the keyframes first").check();
await page.getByText(/^about /).waitFor();
await shoot("tmp-make-review");
await page.getByRole("button", { name: "Start" }).click();
await page.getByLabel("Text").waitFor({ timeout: filmLength });
await shoot("tmp-job-scenes");
await page.getByRole("button", { name: "Approve and continue" }).click();
await page.getByRole("region", { name: "Review the keyframes" }).waitFor({ timeout: filmLength });
await page.getByRole("button", { name: "Re-take Scene 1: keyframe" }).click();
await page.getByRole("dialog").waitFor();
await shoot("tmp-edit-file", async () => {});
await page
  .getByRole("dialog")
  .getByLabel("Use your own picture", { exact: true })
  .and(page.locator("input"))
  .setInputFiles("public/sample.jpg");
await page.getByRole("dialog").waitFor({ state: "hidden" });
await page.getByRole("region", { name: "Review the keyframes" }).waitFor({ timeout: filmLength });
await page.getByRole("button", { name: "Re-take Scene 1: keyframe" }).click();
await page.getByRole("dialog").getByRole("listitem").nth(1).waitFor();
await shoot("tmp-takes-by-hand", async () => {});
await camera.close();
