import { rmSync } from "node:fs";
import type { AnyService } from "../define-service";
import type { LocalContext } from "../local-work";
import { runToolsInThisGroup } from "../media";
import type { Order, Report } from "./child";
import { createPreviews } from "./previews";

/** Local work, one piece after the other: receives an order from the work process, runs it and reports; exits on failure. */

// The work process kills the whole group, so the tools must be in it.
runToolsInThisGroup();
const services: Record<string, AnyService> = await import(process.argv[2] ?? "../services");

let stop = new AbortController();
process.on("SIGTERM", () => stop.abort(new Error("The work was stopped.")));
// The work process is gone; it runs the work again after its restart. This kills the tools as well.
process.once("disconnect", () => process.kill(-process.pid, "SIGKILL"));

const report = (what: Report) => new Promise<void>((sent) => process.send?.(what, () => sent()));

process.on("message", async ({ service: id, input, dir, seed }: Order) => {
  stop = new AbortController();
  let isOver = false;
  const previews = createPreviews();
  let latest: { value: number; message?: string } = { value: 0 };
  const tell = (preview?: string) => {
    if (!isOver) void report({ is: "progress", ...latest, preview });
  };
  const progress: LocalContext["progress"] = (value, message, picture) => {
    latest = { value: Math.min(1, Math.max(0, value)), message };
    tell();
    // By then the work may be further.
    if (picture) void previews(picture).then((preview) => preview && tell(preview));
  };
  const service = Object.values(services).find((one) => one.id === id);
  try {
    if (!service?.local) throw new Error(`"${id}" is no local service.`);
    const output = await service.local.run(input, { dir, seed, signal: stop.signal, progress });
    isOver = true;
    await report({ is: "done", output });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await report({ is: "failed", message: message.replaceAll(`${dir}/`, "").slice(0, 1_000) });
    rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  }
});
