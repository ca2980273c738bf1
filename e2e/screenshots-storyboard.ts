import { openCamera } from "./camera";
import { filmLength } from "./making";

/** Screenshots of a film's storyboard: at its review, while it is changed, with its frames, and with the film. */

const camera = await openCamera();
const { app, page, shoot, inChinese } = camera;
await page.goto(app.signInUrl);
const headers = { origin: app.url };
const data = { model: "topic-film", options: { topic: "How a violin is made", duration: 20 }, review: true };
const started = await page.request.post("/v1/generate", { headers, data });
await page.goto(`/jobs/${(await started.json()).id}`);

const toStoryboard = () => page.locator("#story").evaluate((heading) => heading.scrollIntoView());
const approve = page.getByRole("button", { name: "Approve and continue" });
await page.getByRole("region", { name: "Review the storyboard" }).waitFor({ timeout: filmLength });
await page.getByRole("group", { name: "Shot 1", exact: true }).waitFor();
await shoot("storyboard-review", toStoryboard);
await page.getByRole("button", { name: "Script", exact: true }).click();
await page.getByRole("button", { name: "Style", exact: true }).click();
await shoot("storyboard-page");
await page.getByRole("button", { name: "Split Shot 2 in two" }).click();
await page.getByRole("button", { name: "Add a shot after Shot 1" }).click();
await page.getByText("Correct the marked fields.").waitFor();
await shoot("storyboard-refused", toStoryboard);
await page.getByRole("group", { name: "Shot 2", exact: true }).getByLabel("Description").fill("A bench at dawn.");
await page.getByText(/^Then about/).waitFor();
await shoot("storyboard-changed", toStoryboard);
await page.getByRole("button", { name: "Save the storyboard" }).click();
await page.getByRole("button", { name: "Save the storyboard", disabled: true }).waitFor();
await approve.click({ timeout: filmLength });
await page.getByRole("region", { name: "Review the first frames" }).waitFor({ timeout: 2 * filmLength });
await shoot("storyboard-frames", toStoryboard);
await inChinese("storyboard");
await approve.click();
await page.getByRole("link", { name: "Download" }).waitFor({ timeout: 2 * filmLength });
await shoot("storyboard-film", toStoryboard);
await camera.close();
